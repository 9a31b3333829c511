# keeps all saved tensors alive in a list and compares afterwards

import torch
from torch.autograd.graph import saved_tensors_hooks


def saved_bytes(network, x):
    kept = []
    with saved_tensors_hooks(lambda t: kept.append(t) or t, lambda t: t):
        network(x)
    own = [p.untyped_storage().data_ptr() for p in network.parameters()]
    total = torch.zeros((), dtype=torch.int64)
    for tensor in kept:
        place = tensor.untyped_storage().data_ptr()
        if place not in own:
            own.append(place)
            total += tensor.element_size() * tensor.numel()
    return total
