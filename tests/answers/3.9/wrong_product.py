# slip: multiplies where it should divide | message: "expected"

import torch


def under_the_roof(flops, moved, peak, bandwidth):
    rate = torch.minimum(torch.tensor(peak), bandwidth * moved / flops)
    return moved / flops < peak / bandwidth, (flops / rate).sum()
