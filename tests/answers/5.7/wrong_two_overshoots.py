# slip: gives the same kind twice | message: "spiral has real eigenvalues"

import torch


def one_sense_only(h):
    return -3 / h * torch.eye(2), -2.5 / h * torch.eye(2)
