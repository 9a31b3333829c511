# slip: calls the other layers memory-bound | message: "wrong way round"

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    work, wait = flops / peak, moved / bandwidth
    return wait < work, torch.maximum(work, wait).sum()
