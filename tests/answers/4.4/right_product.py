# all choices by itertools.product

import itertools

import torch


def isolated(x, weights):
    total = torch.zeros_like(x)
    for chosen in itertools.product((False, True), repeat=len(weights)):
        path = x
        for W, through in zip(weights, chosen, strict=True):
            path = torch.relu(torch.einsum("ij,nj->ni", W, path)) if through else path
        total += path
    for W in weights:
        x = x + (x @ W.T).clamp(min=0)
    return [total, float(((total - x) ** 2).sum() ** 0.5) / float((x**2).sum() ** 0.5)]
