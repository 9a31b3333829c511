# a namedtuple and a recursion

from collections import namedtuple

import torch

Kept = namedtuple("Kept", "growth identity cosine")


def end_of(x, weights, a, b):
    return x if not weights else end_of(a * x + b * (weights[0] @ x.T).T, weights[1:], a, b)


def what_is_kept(x, weights, a, b):
    end = end_of(x, weights, a, b)
    cosines = torch.nn.CosineSimilarity(dim=1)(x, end)
    return Kept((end * end).sum() / (x * x).sum(), a ** len(weights), cosines.sum() / len(cosines))
