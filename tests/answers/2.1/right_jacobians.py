# a Jacobian for each sample, in a loop

import torch
from torch.autograd.functional import jacobian


def two_terms(x, W1, W2, g):
    def F(v):
        return W2 @ torch.tanh(W1 @ v)

    return [g.clone(), torch.stack([row @ jacobian(F, v) for row, v in zip(g, x, strict=True)])]
