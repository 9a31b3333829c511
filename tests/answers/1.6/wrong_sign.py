# slip: turns the error round | message: "sign is turned"

import torch


def correction(x, target, f):
    e = x - target
    return torch.nn.functional.cosine_similarity(e, f, dim=1), (e + f).norm(dim=1) < e.norm(dim=1)
