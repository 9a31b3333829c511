# slip: takes the faster of the two | message: "wait for the slower of the two"

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    work, wait = flops / peak, moved / bandwidth
    return wait > work, torch.minimum(work, wait).sum()
