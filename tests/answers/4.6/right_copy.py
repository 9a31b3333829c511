# a copy in evaluation mode, recursion over the blocks

import copy

import torch


def lesion_curves(network, x, labels):
    blocks = list(copy.deepcopy(network).eval())
    n = len(blocks)
    found = [[] for _ in range(n + 1)]
    alone = [None] * n

    def go(state, index, out):
        if index == n:
            share = (state.argmax(1) == labels).double().mean().item()
            found[len(out)].append(share)
            if len(out) == 1:
                alone[out[0]] = share
            return
        go(blocks[index](state), index + 1, out)
        go(state, index + 1, [*out, index])

    with torch.no_grad():
        go(x, 0, [])
    return alone, [sum(shares) / len(shares) for shares in found]
