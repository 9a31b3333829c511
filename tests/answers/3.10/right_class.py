# a class that collects

import torch


class Meter(torch.autograd.graph.saved_tensors_hooks):
    def __init__(self, ignored):
        self.ignored, self.tensors = ignored, []
        super().__init__(self.pack, lambda tensor: tensor)

    def pack(self, tensor):
        self.tensors.append(tensor)
        return tensor

    def total(self):
        storages = {t.untyped_storage()._cdata: t.untyped_storage().nbytes() for t in self.tensors}
        return sum(storages[key] for key in storages.keys() - self.ignored)


def saved_bytes(network, x):
    meter = Meter({p.untyped_storage()._cdata for p in network.parameters()})
    with meter:
        kept = network(x)
        return meter.total() if kept is not None else 0
