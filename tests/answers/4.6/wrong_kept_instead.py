# slip: keeps k blocks where it should leave out k | message: "by the number of blocks that stay"

import itertools

import torch


def lesion_curves(network, x, labels):
    n = len(network.eval())

    def accuracy(kept):
        state = x
        for i, block in enumerate(network):
            state = block(state) if i in kept else state
        return (state.argmax(1) == labels).double().mean()

    by_count = [torch.stack([accuracy(o) for o in itertools.combinations(range(n), k)]).mean() for k in range(n + 1)]
    by_block = [accuracy([j for j in range(n) if j != i]) for i in range(n)]
    network.train()
    return by_block, by_count
