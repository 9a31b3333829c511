# by intensity and attainable rate, as the picture has it

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    intensity = flops / moved
    rate = (bandwidth * intensity).clamp(max=peak)
    return intensity < peak / bandwidth, torch.sum(flops / rate)
