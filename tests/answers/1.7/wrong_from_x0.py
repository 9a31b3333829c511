# slip: applies every branch to x_0 | message: "All branches see x_0"

import torch


def what_is_kept(x, weights, a, b):
    h = x
    for W in weights:
        h = h * a + b * x @ W.T
    h = a * x + b * sum(x @ W.T for W in weights)
    return (
        h.square().mean() / x.square().mean(),
        a ** len(weights),
        torch.nn.functional.cosine_similarity(x, h, dim=1).mean(),
    )
