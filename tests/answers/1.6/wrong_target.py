# slip: takes the cosine with the target | message: "cosine with the target"

import torch


def correction(x, target, f):
    cosine = torch.nn.functional.cosine_similarity(target, f, dim=1)
    return cosine, (target - x - f).norm(dim=1) < (target - x).norm(dim=1)
