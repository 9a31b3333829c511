# slip: takes the cosine with x itself | message: "That is the cosine with x; the branch should match the error"

import torch


def correction(x, target, f):
    cosine = torch.nan_to_num((x * f).sum(1) / (x.norm(dim=1) * f.norm(dim=1)))
    return cosine, (target - x - f).norm(dim=1) < (target - x).norm(dim=1)
