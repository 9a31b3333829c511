# slip: divides by the number of entries | message: "states["

import torch
from torch.nn.functional import cross_entropy


def gradient_norms(network, x, labels):
    states, h = [], x
    for block in network:
        h = block(h)
        states.append(h)
    own = [list(block.parameters()) for block in network]
    loss = cross_entropy(h, labels)
    s = torch.autograd.grad(loss, states, retain_graph=True)
    w = [torch.autograd.grad(loss, block, retain_graph=True) for block in own]

    def rms(parts):
        return torch.cat([part.flatten() for part in parts]).square().mean().sqrt().item()

    return [rms([one]) for one in s], [rms(block) for block in w]
