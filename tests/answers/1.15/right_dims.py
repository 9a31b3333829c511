# norms over all axes but the first
import torch


def normalised(step, weight):
    axes = tuple(range(1, weight.dim()))
    size = torch.linalg.vector_norm(weight, dim=axes, keepdim=True)
    return step / torch.linalg.vector_norm(step, dim=axes, keepdim=True) * size
