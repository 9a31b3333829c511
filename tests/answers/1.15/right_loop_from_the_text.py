# a filter at a time
import torch


def normalised(step, weight):
    return torch.stack([d * w.norm() / d.norm() for d, w in zip(step, weight, strict=True)])
