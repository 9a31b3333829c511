# prices of all widths at once

import torch


def group_width(C, groups, budget):
    d = torch.arange(1, 400)
    w = groups * d
    prices = C * w + 9 * w * w // groups + w * C
    return d[(prices - budget).abs().argmin()]
