# slip: sums up before it compares | message: "each has its own longer part"

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    work, wait = flops / peak, moved / bandwidth
    return wait > work, torch.maximum(work.sum(), wait.sum())
