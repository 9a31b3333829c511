# slip: puts new blocks in front of the old ones | message: "reverse order"

import torch


def refine(V, W, b, k):
    parts = []
    for part in (V / k, W, b):
        blocks = []
        for block in part:
            blocks = [block] * k + blocks
        parts.append(torch.stack(blocks))
    return tuple(parts)
