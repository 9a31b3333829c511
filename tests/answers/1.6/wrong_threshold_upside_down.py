# slip: turns the threshold's fraction over | message: "helps["

import torch


def correction(x, target, f):
    e = target - x
    cosine = torch.nan_to_num((e * f).sum(1) / (e.norm(dim=1) * f.norm(dim=1)))
    return cosine, cosine > torch.nan_to_num(e.norm(dim=1) / (2 * f.norm(dim=1)))
