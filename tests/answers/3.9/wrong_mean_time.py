# slip: returns the mean time of a layer | message: "That is the mean; they run one after another"

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    compute, memory = flops / peak, moved / bandwidth
    return memory > compute, torch.maximum(compute, memory).mean()
