# torch.logit in double precision

import torch


def gate_bias(L, kept):
    return torch.logit(1 - torch.tensor(kept, dtype=torch.float64) ** (1 / L))
