# slip: goes on to the first block | message: "blocks before l are in the list"

import torch


def backwards(x, weights, g, l):
    slopes = []
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    terms, found = [], g
    for i in reversed(range(len(weights))):
        terms.insert(0, (g * slopes[i]) @ weights[i])
        g = g + terms[0]
        if i == l:
            found = g
    return found, terms
