# slip: calls the whole gradient the branch's | message: "That is already the sum of both terms"

import torch


def two_terms(x, W1, W2, g):
    return g, g + ((g @ W2) * (1 - torch.tanh(x @ W1.T) ** 2)) @ W1
