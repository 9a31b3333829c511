# slip: counts what two operations share twice | message: "and some memory twice"

import torch


def saved_bytes(network, x):
    kept = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or t, lambda t: t):
        network(x)
    return sum(t.numel() * t.element_size() for t in kept)
