# from the text: a running product

import torch


def grouped(x, weights):
    n = len(weights)
    states = [x]
    for W in weights:
        states.append(states[-1] + states[-1] @ W.T)
    terms, paths = [], []
    P = torch.eye(x.shape[1], dtype=x.dtype)
    for i in range(n - 1, -1, -1):
        terms.append(states[i] @ P.T)
        paths.append(2**i)
        P = P @ weights[i]
    terms.append(x @ P.T)
    paths.append(1)
    return terms, paths
