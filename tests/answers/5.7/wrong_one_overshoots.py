# slip: multiplies by h instead of dividing | message: "factor"

import torch


def one_sense_only(h):
    return torch.eye(2) * -3 * h, torch.tensor([[-1.0, 1.5], [-1.5, -1.0]]) * h
