# from the text: a product that grows to the right, doubled counts

import torch


def grouped(x, weights):
    n, states = len(weights), [x]
    for W in weights:
        states.append(states[-1] + states[-1] @ W.T)
    front, terms, paths = torch.eye(x.shape[1], dtype=x.dtype), [], []
    for i in range(n - 1, -1, -1):
        terms.append(states[i] @ front.T)
        paths.append(2**i)
        front = front @ weights[i]
    return [*terms, x @ front.T], [*paths, 1]
