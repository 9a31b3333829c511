# slip: returns the ratio of lengths | message: "square root"

import torch


def what_is_kept(x, weights, a, b):
    h = x
    for W in weights:
        h = a * h + b * h @ W.T
    return h.norm() / x.norm(), a ** len(weights), torch.nn.functional.cosine_similarity(x, h, dim=1).mean()
