# from the text: a list of tensors, counted afterwards

import torch


def saved_bytes(network, x):
    saved = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: (saved.append(t), t)[1], lambda t: t):
        network(x)
    own = [p.untyped_storage().data_ptr() for p in network.parameters()]
    seen, total = set(own), 0
    for t in saved:
        s = t.untyped_storage()
        if s.data_ptr() not in seen:
            seen.add(s.data_ptr())
            total += s.nbytes()
    return total
