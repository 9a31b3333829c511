# slip: takes x + F(x) for the branch | message: "the branch is what it adds"

import torch


def alignment(network, x, labels, directions):
    states = [x.clone().requires_grad_()]
    for block in network:
        states.append(block(states[-1]))
    loss = torch.nn.functional.cross_entropy(states[-1], labels)
    gradients = torch.autograd.grad(loss, states[:-1])
    return tuple(
        [torch.cosine_similarity(v, -g, dim=1).mean() for v, g in zip(vectors, gradients, strict=True)]
        for vectors in (states[1:], directions)
    )
