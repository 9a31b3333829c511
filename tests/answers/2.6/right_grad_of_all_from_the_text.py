# from the text: torch.autograd.grad of the states and of the parameters in one call

import torch
from torch.nn.functional import cross_entropy


def gradient_norms(network, x, labels):
    states, h = [], x
    for block in network:
        h = block(h)
        states.append(h)
    own = [list(block.parameters()) for block in network]
    flat = [p for block in own for p in block]
    grads = torch.autograd.grad(cross_entropy(h, labels), states + flat)
    of_weights, rest = [], iter(grads[len(states) :])
    for block in own:
        of_weights.append(torch.cat([next(rest).flatten() for _ in block]).norm().item())
    return [g.norm().item() for g in grads[: len(states)]], of_weights
