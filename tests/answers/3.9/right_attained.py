# by the attained rate

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    intensity = flops / moved
    rate = torch.clamp(intensity * bandwidth, max=peak)
    return intensity < peak / bandwidth, torch.sum(flops / rate)
