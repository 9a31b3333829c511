# slip: takes a rotation without any decay | message: "On the border nothing dies out"

import torch


def one_sense_only(h):
    return -3 / h * torch.eye(2), torch.tensor([[0.0, 1.0], [-1.0, 0.0]]) / h
