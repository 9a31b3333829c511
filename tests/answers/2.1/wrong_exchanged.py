# slip: gives the two terms in the wrong order | message: "the two are exchanged"

import torch


def two_terms(x, W1, W2, g):
    slope = 1 - torch.tanh(x @ W1.T) ** 2
    return ((g @ W2) * slope) @ W1, g
