# slip: takes 1 - tanh for the slope | message: "branch["

import torch


def two_terms(x, W1, W2, g):
    return g, ((g @ W2) * (1 - torch.tanh(x @ W1.T))) @ W1
