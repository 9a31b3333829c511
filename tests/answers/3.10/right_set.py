# a dictionary from address to storage, which keeps each alive

import torch


def saved_bytes(network, x):
    own = {p.untyped_storage().data_ptr() for p in network.parameters()}
    seen = {}

    def keep(tensor):
        seen[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        y = network(x)
    total = sum(t.untyped_storage().nbytes() for address, t in seen.items() if address not in own)
    del y
    return total
