# from the text: unit vectors by F.normalize

import torch.nn.functional as F


def correction(x, target, f):
    error = target - x
    cosine = (F.normalize(error, dim=1) * F.normalize(f, dim=1)).sum(1)
    after = target - (x + f)
    return cosine, (after**2).sum(1) < (error**2).sum(1)
