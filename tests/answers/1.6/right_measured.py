# measures the error before and after

from torch.nn import functional as F


def correction(x, target, f):
    e = target - x
    return F.cosine_similarity(f, e, dim=1), (e - f).norm(dim=1) < e.norm(dim=1)
