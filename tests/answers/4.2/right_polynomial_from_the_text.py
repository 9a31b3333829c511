# a polynomial in a mark that counts the branches

import torch


def by_length(x, weights):
    sums = x[None]
    for W in weights:
        nothing = torch.zeros_like(x)[None]
        sums = torch.cat([sums, nothing]) + torch.cat([nothing, sums @ W.T])
    return sums
