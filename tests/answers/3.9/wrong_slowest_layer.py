# slip: returns the slowest layer's time | message: "That is the slowest layer; they run one after another"

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    compute, memory = flops / peak, moved / bandwidth
    return memory > compute, torch.maximum(compute, memory).max()
