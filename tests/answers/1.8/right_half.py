# half of the input left, as a list of tensors

import torch


def keep_both(L):
    a = torch.tensor(0.5, dtype=torch.float64) ** (1 / L)
    return [a, torch.sqrt(1 - a * a)]
