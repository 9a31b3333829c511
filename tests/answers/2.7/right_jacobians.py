# no g at all: the mean square of the Jacobian's singular values

import math

import torch


def placements(D, draws, positive):
    generator = torch.Generator().manual_seed(3)
    x = torch.randn(draws, D, generator=generator, dtype=torch.float64)
    x = x.abs() if positive else x
    W = torch.randn(draws, D, D, generator=generator, dtype=torch.float64) * math.sqrt(2 / D)
    z = (W @ x[:, :, None])[:, :, 0]
    eye = torch.eye(D, dtype=torch.float64)
    jacobians = (
        eye + (z > 0)[:, :, None] * W,
        eye + W * (x > 0)[:, None, :],
        (x + z > 0)[:, :, None] * (eye + W),
    )
    return [J.square().sum((1, 2)).mean().item() / D for J in jacobians]
