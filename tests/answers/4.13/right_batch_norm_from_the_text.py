import torch
from torch import nn


def read(seen, asked, W, b):
    def norm(x):
        bn = nn.BatchNorm1d(x.shape[1], eps=0.0, affine=False, momentum=None).to(x.dtype)
        bn.running_mean, bn.running_var = x.mean(0), x.var(0, unbiased=False)
        return bn.eval()

    norms = [norm(x) for x in seen]

    def score(norm, z):
        return nn.functional.linear(torch.relu(norm(z)), W, b)

    out = ([], [])
    for own, z in zip(norms, asked, strict=True):
        out[0].append(score(norms[-1], z))
        out[1].append(score(own, z))
    return out
