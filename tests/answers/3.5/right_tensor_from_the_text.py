# a table of all widths in torch

import torch


def group_width(C, groups, budget):
    d = torch.arange(1, budget // (C * groups) + 3)
    price = C * groups * d * 2 + 9 * groups * d**2
    return d[(price - budget).abs().argmin()]
