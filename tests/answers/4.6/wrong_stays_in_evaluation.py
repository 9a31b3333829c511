# slip: leaves the network in evaluation mode | message: "modules are in training mode afterwards"

import itertools

import torch


def lesion_curves(network, x, labels):
    n = len(network.eval())

    def accuracy(out):
        state = x
        for i, block in enumerate(network):
            state = state if i in out else block(state)
        return (state.argmax(1) == labels).double().mean()

    by_count = [torch.stack([accuracy(o) for o in itertools.combinations(range(n), k)]).mean() for k in range(n + 1)]
    return [accuracy([i]) for i in range(n)], by_count
