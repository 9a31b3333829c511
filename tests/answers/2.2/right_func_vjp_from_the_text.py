# from the text: torch.func.vjp of each branch, from the last

import torch


def backwards(x, weights, g, l):
    pulls = []
    for W in weights:
        y, pull = torch.func.vjp(lambda z, W=W: torch.tanh(z @ W.T), x)
        pulls.append(pull)
        x = x + y
    terms = []
    for pull in pulls[l:][::-1]:
        terms.insert(0, pull(g)[0])
        g = g + terms[0]
    return g, terms
