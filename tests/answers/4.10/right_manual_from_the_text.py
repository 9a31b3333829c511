# from the text: a loop over the blocks

import torch
import torch.nn.functional as F


def alignment(network, x, labels, directions):
    states, branches, h = [], [], x.clone().requires_grad_()
    for block in network:
        states.append(h)
        f = block.residual(h)
        branches.append(f.detach())
        h = h + f
    grads = torch.autograd.grad(F.cross_entropy(h, labels), states)
    cosines = [F.cosine_similarity(f, -g, dim=1).mean().item() for f, g in zip(branches, grads, strict=False)]
    control = [F.cosine_similarity(r, -g, dim=1).mean().item() for r, g in zip(directions, grads, strict=False)]
    return cosines, control
