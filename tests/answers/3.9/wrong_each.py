# slip: returns a time for each layer | message: "expected their sum"

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    work, wait = flops / peak, moved / bandwidth
    return wait > work, torch.maximum(work, wait)
