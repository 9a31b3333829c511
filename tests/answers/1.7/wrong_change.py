# slip: takes the cosine with what was added | message: "That is the cosine with what was added; expected that with"

import torch.nn.functional as F


def what_is_kept(x, weights, a, b):
    h = x
    for W in weights:
        h = a * h + b * h @ W.T
    return (h**2).mean() / (x**2).mean(), a ** len(weights), F.cosine_similarity(x, h - x).mean()
