# vmap over filters
import torch


def normalised(step, weight):
    return torch.vmap(lambda d, w: d * (w.square().sum() / d.square().sum()).sqrt())(step, weight)
