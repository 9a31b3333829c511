# the whole stack as one matrix, in float32

import torch


def what_is_kept(x, weights, a, b):
    x, stack = x.float(), torch.eye(x.shape[1])
    for W in weights:
        stack = (a * torch.eye(x.shape[1]) + b * W.float()) @ stack
    h = torch.einsum("ij,nj->ni", stack, x)
    cosine = torch.stack([u @ v / (u.norm() * v.norm()) for u, v in zip(x, h, strict=True)]).mean()
    return h.pow(2).sum() / x.pow(2).sum(), torch.tensor(a) ** len(weights), cosine
