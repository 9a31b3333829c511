# slip: lists the terms from the last block to the first | message: "reverse order"

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
        g = g + terms[0]
    return g, terms[::-1]
