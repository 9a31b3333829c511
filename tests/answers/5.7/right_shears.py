# one demanding eigenvalue beside a mild one, and a spiral seen from an oblique basis

import torch


def one_sense_only(h):
    S = torch.tensor([[1.0, 0.4], [-0.3, 1.0]])
    turning = torch.tensor([[-0.4, 1.1], [-1.1, -0.4]])
    overshoot = torch.tensor([[-0.1, 5.0], [0.0, -2.5]])
    return overshoot / h, S @ turning @ torch.linalg.inv(S) / h
