# 1 + z b (I - z A)^-1 1

import torch


def growth(re, im, A, b):
    z = torch.complex(re, im)
    eye, A, b = torch.eye(len(b), dtype=z.dtype), A.to(z.dtype), b.to(z.dtype)
    stages = torch.linalg.solve(eye - z[:, None, None] * A, torch.ones(len(z), len(b), 1, dtype=z.dtype))
    return torch.abs(1 + z * (stages[:, :, 0] @ b))
