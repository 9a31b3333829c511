# from the text: a denominator of 1 where it would be 0

import torch


def correction(x, target, f):
    e = target - x
    below = torch.linalg.vector_norm(e, dim=1) * torch.linalg.vector_norm(f, dim=1)
    cosine = torch.einsum("nd,nd->n", e, f) / torch.where(below == 0, torch.ones_like(below), below)
    return cosine, (e - f).square().sum(1) < e.square().sum(1)
