# slip: takes all slopes at the stack's input | message: "slopes are all taken at x_0"

import torch


def backwards(x, weights, g, l):
    terms = []
    for W in reversed(weights[l:]):
        terms.insert(0, (g * (1 - torch.tanh(x @ W.T) ** 2)) @ W)
        g = g + terms[0]
    return g, terms
