# slip: goes the whole way back and leaves gradients behind | message: "have a `.grad` afterwards"

import torch


def saved_bytes(network, x):
    kept = {}

    def pack(t):
        kept[t.untyped_storage().data_ptr()] = t.untyped_storage().nbytes()
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        network(x).sum().backward()
    for p in network.parameters():
        kept.pop(p.data_ptr(), None)
    return sum(kept.values())
