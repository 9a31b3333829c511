# the share from the binomial distribution, by factorials

import math

import torch


def count_paths(n, low, high):
    counts = [math.factorial(n) // (math.factorial(k) * math.factorial(n - k)) for k in range(n + 1)]
    k = torch.arange(low, high + 1, dtype=torch.float64)
    share = torch.distributions.Binomial(n, torch.tensor(0.5).double()).log_prob(k).exp().sum()
    return torch.tensor(counts), share
