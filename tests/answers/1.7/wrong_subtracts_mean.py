# slip: takes torch.var, which subtracts the mean | message: "subtracts the mean"

import torch


def what_is_kept(x, weights, a, b):
    h = x
    for W in weights:
        h = a * h + b * h @ W.T
    return h.var() / x.var(), a ** len(weights), torch.nn.functional.cosine_similarity(x, h, dim=1).mean()
