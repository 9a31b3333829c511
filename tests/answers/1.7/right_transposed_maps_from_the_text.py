# from the text: the maps a I + b W^T multiplied on from the right

import math

import torch
import torch.nn.functional as F


def what_is_kept(x, weights, a, b):
    h = x
    for W in weights:
        h = h @ (a * torch.eye(len(W), dtype=W.dtype) + b * W).T
    growth = (h.norm() / x.norm()) ** 2
    return growth.item(), math.prod([a] * len(weights)), F.cosine_similarity(x, h, dim=1).mean().item()
