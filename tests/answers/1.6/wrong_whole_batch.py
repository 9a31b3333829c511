# slip: one number for the whole batch | message: "has shape ()"

import torch


def correction(x, target, f):
    e = target - x
    cosine = torch.nn.functional.cosine_similarity(e.flatten(), f.flatten(), dim=0)
    return cosine, (e - f).norm() < e.norm()
