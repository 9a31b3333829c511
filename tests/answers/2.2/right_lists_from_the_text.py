# from the text: states and then back

import torch


def backwards(x, weights, g, l):
    slopes = []
    for W in weights:
        t = torch.tanh(x @ W.T)
        slopes.append(1 - t**2)
        x = x + t
    terms = []
    for i in range(len(weights) - 1, l - 1, -1):
        term = (g * slopes[i]) @ weights[i]
        terms.insert(0, term)
        g = g + term
    return g, terms
