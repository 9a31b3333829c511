# from the text: torch.autograd.functional.vjp

import torch


def two_terms(x, W1, W2, g):
    branch = torch.autograd.functional.vjp(lambda z: torch.tanh(z @ W1.T) @ W2.T, x, g)[1]
    return g, branch
