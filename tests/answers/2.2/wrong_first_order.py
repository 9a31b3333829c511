# slip: starts every term from the gradient at the end | message: "Each block's term starts from g itself"

import torch


def backwards(x, weights, g, l):
    slopes = []
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    terms = []
    for i in reversed(range(l, len(weights))):
        terms.insert(0, (g * slopes[i]) @ weights[i])
    return g + sum(terms), terms
