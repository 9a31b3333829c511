# slip: divides the sums by 2^n | message: "Each k has its own number of choices"

import torch


def lesion_curves(network, x, labels):
    n = len(network.eval())
    by_block, by_count = [0.0] * n, torch.zeros(n + 1)
    for mask in range(2**n):
        out, state = [i for i in range(n) if mask >> i & 1], x
        for i, block in enumerate(network):
            state = state if i in out else block(state)
        accuracy = (state.argmax(1) == labels).double().mean().item()
        by_count[len(out)] += accuracy / 2**n
        if len(out) == 1:
            by_block[out[0]] = accuracy
    network.train()
    return by_block, by_count
