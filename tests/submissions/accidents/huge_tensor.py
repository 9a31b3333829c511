# accident: a tensor of 10^11 elements | status: crashed
import torch


def residual_block(x, W1, b1, W2, b2):
    return torch.zeros(10**11)
