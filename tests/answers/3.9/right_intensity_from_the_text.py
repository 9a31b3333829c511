# from the text: by the intensity

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    bound = flops / moved < peak / bandwidth
    seconds = torch.where(bound, moved / bandwidth, flops / peak).sum()
    return bound, seconds.item()
