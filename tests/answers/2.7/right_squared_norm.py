# exact in g, by the squared entries of Jacobians

import torch


def placements(D, draws, positive):
    x = torch.randn(draws, D, dtype=torch.float64)
    x = abs(x) if positive else x
    W = torch.randn(draws, D, D, dtype=torch.float64).mul((2 / D) ** 0.5)
    z = torch.einsum("nij,nj->ni", W, x)
    J = torch.eye(D, dtype=torch.float64) + W
    textbook = torch.eye(D, dtype=torch.float64) + W * (z > 0).unsqueeze(2)
    pre = torch.eye(D, dtype=torch.float64) + W * (x > 0).unsqueeze(1)
    post = J * (x + z > 0).unsqueeze(2)
    return [(matrix**2).sum().item() / (D * draws) for matrix in (textbook, pre, post)]
