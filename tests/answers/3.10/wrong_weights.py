# slip: counts the weights as well | message: "The weights are counted as well"

import torch


def saved_bytes(network, x):
    kept = {}

    def pack(t):
        kept[t.untyped_storage().data_ptr()] = t.untyped_storage().nbytes()
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        network(x)
    return sum(kept.values())
