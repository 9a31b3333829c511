# slip: gives errors | message: "Those are errors"

import itertools

import torch


def lesion_curves(network, x, labels):
    n = len(network.eval())

    def error(out):
        state = x
        for i, block in enumerate(network):
            state = state if i in out else block(state)
        return (state.argmax(1) != labels).double().mean()

    by_count = [torch.stack([error(o) for o in itertools.combinations(range(n), k)]).mean() for k in range(n + 1)]
    by_block = [error([i]) for i in range(n)]
    network.train()
    return by_block, by_count
