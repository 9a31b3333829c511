# from the text: a table of both times, its larger row

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    times = torch.stack([flops / peak, moved / bandwidth])
    return times[1] > times[0], times.max(dim=0).values.sum()
