# slip: returns x as the shortcut's part | message: "That is the input itself"

import torch


def two_terms(x, W1, W2, g):
    slope = 1 - torch.tanh(x @ W1.T) ** 2
    return x, ((g @ W2) * slope) @ W1
