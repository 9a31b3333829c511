# from the text: a helper, restored at the end

import itertools

import torch


def lesion_curves(network, x, labels):
    n = len(network)

    def accuracy(left_out):
        h = x
        for i in range(n):
            if i not in left_out:
                h = network[i](h)
        return (h.argmax(dim=1) == labels).float().mean().item()

    network.eval()
    with torch.no_grad():
        by_block = [accuracy([i]) for i in range(n)]
        by_count = []
        for k in range(n + 1):
            scores = [accuracy(S) for S in itertools.combinations(range(n), k)]
            by_count.append(sum(scores) / len(scores))
    network.train()
    return by_block, by_count
