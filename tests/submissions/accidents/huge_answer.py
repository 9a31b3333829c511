# accident: an answer of 400 MB | status: failed or crashed or timed out
import torch


def residual_block(x, W1, b1, W2, b2):
    return torch.zeros(50_000_000, dtype=torch.float64)
