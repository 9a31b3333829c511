# slip: multiplies by the Jacobians from the wrong side | message: "wrong side"

import torch


def backwards(x, weights, g, l):
    slopes = []
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    terms = []
    for i in reversed(range(l, len(weights))):
        terms.insert(0, slopes[i] * (g @ weights[i].T))
        g = g + terms[0]
    return g, terms
