# from the text: the Jacobian of each sample

import torch


def two_terms(x, W1, W2, g):
    branch = []
    for xi, gi in zip(x, g, strict=False):
        slope = 1 / torch.cosh(W1 @ xi) ** 2
        J = W2 @ torch.diag(slope) @ W1
        branch.append(gi @ J)
    return g, torch.stack(branch)
