# products of matrices from the right

import torch


def grouped(x, weights):
    states, product, terms = [x], torch.eye(x.shape[1], dtype=x.dtype), []
    for W in weights:
        states.append(torch.addmm(states[-1], states[-1], W.T))
    for state, W in zip(states[-2::-1], weights[::-1], strict=True):
        terms.append(state @ product.T)
        product = product @ W
    return (*terms, x @ product.T), torch.tensor([2**k for k in range(len(weights) - 1, -1, -1)] + [1])
