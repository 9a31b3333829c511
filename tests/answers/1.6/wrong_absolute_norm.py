# slip: compares sums of absolute values | message: "helps["

import torch.nn.functional as F


def correction(x, target, f):
    e = target - x
    cos = F.cosine_similarity(e, f, dim=1)
    return cos, (e - f).abs().sum(1) < e.abs().sum(1)
