# slip: exchanges a and b | message: "exchanged"

import torch


def what_is_kept(x, weights, a, b):
    h = x
    for W in weights:
        h = b * h + a * h @ W.T
    return (
        h.square().mean() / x.square().mean(),
        a ** len(weights),
        torch.nn.functional.cosine_similarity(x, h, dim=1).mean(),
    )
