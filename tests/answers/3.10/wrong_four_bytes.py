# slip: takes four bytes for every number | message: "has 8 bytes"

import torch


def saved_bytes(network, x):
    kept = {}

    def pack(t):
        kept[t.untyped_storage().data_ptr()] = t.numel()
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        network(x)
    for p in network.parameters():
        kept.pop(p.data_ptr(), None)
    return 4 * sum(kept.values())
