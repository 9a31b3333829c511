# two times for each layer, the longer one counts

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    work, wait = flops / peak, moved / bandwidth
    return wait > work, torch.maximum(work, wait).sum()
