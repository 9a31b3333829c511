# from the text: autograd's vjp

import torch


def two_terms(x, W1, W2, g):
    def F_(v):
        return torch.tanh(v @ W1.t()) @ W2.t()

    _, branch = torch.autograd.functional.vjp(F_, x, g)
    return g.clone(), branch
