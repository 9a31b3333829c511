# from the text: log(1 - sigmoid(b)) is minus the softplus, inverted

import torch


def gate_bias(L, kept):
    s = -torch.log(torch.tensor(kept, dtype=torch.float64)) / L
    return torch.log(torch.special.expm1(s)).item()
