# slip: takes the cosine with what is left | message: "left after the correction"

import torch


def correction(x, target, f):
    e = target - x
    return torch.nn.functional.cosine_similarity(e - f, f, dim=1), (e - f).norm(dim=1) < e.norm(dim=1)
