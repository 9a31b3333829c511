# slip: returns 1 and 0 for True and False | message: "expected booleans"

import torch


def correction(x, target, f):
    e = target - x
    cosine = torch.nn.functional.cosine_similarity(e, f, dim=1)
    return cosine, ((e - f).norm(dim=1) < e.norm(dim=1)).float()
