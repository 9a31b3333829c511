# no division in the condition: 2 e.f > f.f

import torch


def correction(x, target, f):
    e = target - x
    inner, lengths = (e * f).sum(1), e.norm(dim=1) * f.norm(dim=1)
    cosine = torch.where(lengths > 0, inner / lengths.clamp(min=1e-12), torch.zeros_like(inner))
    return cosine, 2 * inner > (f * f).sum(1)
