# the Jacobian of every sample, written out

import torch


def two_terms(x, W1, W2, g):
    rows = []
    for sample, gradient in zip(x, g, strict=True):
        slope = 1 / torch.cosh(W1 @ sample) ** 2
        rows.append(gradient @ (W2 @ torch.diag(slope) @ W1))
    return g, torch.stack(rows)
