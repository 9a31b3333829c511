# slip: takes one cosine for the whole batch | message: "one cosine for the whole batch"

import torch


def what_is_kept(x, weights, a, b):
    h = x
    for W in weights:
        h = a * h + b * h @ W.T
    cosine = torch.nn.functional.cosine_similarity(x.flatten(), h.flatten(), dim=0)
    return h.square().mean() / x.square().mean(), a ** len(weights), cosine
