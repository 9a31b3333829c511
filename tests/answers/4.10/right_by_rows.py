# a sample at a time, lists of numbers

import torch


def alignment(network, x, labels, directions):
    states = [x.detach().clone().requires_grad_(True)]
    for block in network:
        states.append(block(states[-1]))
    loss = -states[-1].log_softmax(1).gather(1, labels[:, None]).mean()
    gradients = torch.autograd.grad(loss, states)

    def cosine(a, b):
        return float(a @ b / (a.norm() * b.norm())) if a.norm() > 0 and b.norm() > 0 else 0

    def mean(vectors, slopes):
        return sum(cosine(v, -s) for v, s in zip(vectors, slopes, strict=True)) / len(x)

    branches = [block.residual(state).detach() for block, state in zip(network, states[:-1], strict=True)]
    return (
        [mean(F, s) for F, s in zip(branches, gradients[:-1], strict=True)],
        [mean(r, s) for r, s in zip(directions, gradients[:-1], strict=True)],
    )
