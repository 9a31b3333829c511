# slip: stops at -2 / h | message: "That is its border"

import torch


def one_sense_only(h):
    return -2 / h * torch.eye(2), torch.tensor([[-0.5, 1.2], [-1.2, -0.5]]) / h
