# slip: one cosine for the whole batch | message: "One cosine for the whole batch"

import torch


def alignment(network, x, labels, directions):
    states, branches = [x.clone().requires_grad_()], []
    for block in network:
        branches.append(block.residual(states[-1]))
        states.append(states[-1] + branches[-1])
    loss = torch.nn.functional.cross_entropy(states[-1], labels)
    gradients = torch.autograd.grad(loss, states[:-1])
    return tuple(
        [torch.cosine_similarity(v.flatten(), -g.flatten(), dim=0) for v, g in zip(vectors, gradients, strict=True)]
        for vectors in (branches, directions)
    )
