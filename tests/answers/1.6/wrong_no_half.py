# slip: forgets the 2 in the bound | message: "look for the 2"

import torch


def correction(x, target, f):
    e = target - x
    cosine = torch.nn.functional.cosine_similarity(e, f, dim=1)
    return cosine, cosine * e.norm(dim=1) > f.norm(dim=1)
