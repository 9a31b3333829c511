# slip: turns the signs round | message: "expected all below 0"

import torch


def one_sense_only(h):
    return 3 / h * torch.eye(2), torch.tensor([[0.5, 1.2], [-1.2, 0.5]]) / h
