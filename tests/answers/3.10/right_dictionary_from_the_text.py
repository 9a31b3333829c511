# from the text: a dictionary of storages

import torch


def saved_bytes(network, x):
    parameters = {p.untyped_storage().data_ptr() for p in network.parameters()}
    found = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in parameters:
            found[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        network(x)
    return sum(found.values())
