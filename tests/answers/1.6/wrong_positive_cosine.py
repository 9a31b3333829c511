# slip: takes a positive cosine for help | message: "A positive cosine is not enough"

import torch


def correction(x, target, f):
    e = target - x
    cosine = torch.nn.functional.cosine_similarity(e, f, dim=1)
    return cosine, cosine > 0
