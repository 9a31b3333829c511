# from the text: samples as columns

import torch


def what_is_kept(x, weights, a, b):
    H = x.T
    for W in weights:
        H = a * H + b * torch.mm(W, H)
    growth = (H**2).mean() / (x**2).mean()
    cosine = 0
    for before, after in zip(x, H.T, strict=False):
        cosine += torch.dot(before, after) / (before.norm() * after.norm())
    return growth.item(), a ** len(weights), cosine.item() / len(x)
