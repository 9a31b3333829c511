# slip: divides zero by zero for a silent branch | message: "0 / 0 where a branch adds nothing"

import torch


def alignment(network, x, labels, directions):
    states, branches = [x.clone().requires_grad_()], []
    for block in network:
        branches.append(block.residual(states[-1]))
        states.append(states[-1] + branches[-1])
    loss = torch.nn.functional.cross_entropy(states[-1], labels)
    gradients = torch.autograd.grad(loss, states[:-1])

    def cosines(vectors):
        pairs = zip(vectors, gradients, strict=True)
        return [((v * -g).sum(1) / (v.norm(dim=1) * g.norm(dim=1))).mean() for v, g in pairs]

    return cosines(branches), cosines(directions)
