# a dictionary from storage to bytes

import torch


def saved_bytes(network, x):
    found = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        found[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        network(x)
    for parameter in network.parameters():
        found.pop(parameter.untyped_storage().data_ptr(), None)
    return sum(found.values())
