# slip: compares FLOP with bytes | message: "each has a rate of its own"

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    work, wait = flops / peak, moved / bandwidth
    return flops < moved, torch.maximum(work, wait).sum()
