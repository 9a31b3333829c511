# from the text: a running product of matrices

import torch


def mended(x, weights):
    n = len(weights)
    states = [x]
    for W in weights:
        states.append(states[-1] + W @ states[-1])
    P, terms = torch.eye(len(x), dtype=x.dtype), []
    for k in range(n):
        terms.append(P @ states[n - 1 - k])
        P = P @ weights[n - 1 - k]
    terms.append(P @ x)
    return 3, terms
