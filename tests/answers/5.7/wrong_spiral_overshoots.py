# slip: the real part alone already overshoots | message: "so that only the turning makes it unstable"

import torch


def one_sense_only(h):
    return -3 / h * torch.eye(2), torch.tensor([[-2.5, 0.5], [-0.5, -2.5]]) / h
