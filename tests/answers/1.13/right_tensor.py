# torch, a tensor of one number
import torch


def rate_at(rate, start, depth, p, optimiser):
    power = p - 1 if optimiser == "Adam" else 2 * p - 1
    return rate * torch.tensor(depth / start, dtype=torch.float64) ** power
