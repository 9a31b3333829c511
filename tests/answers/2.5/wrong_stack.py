# slip: returns the stacks' Jacobians instead of the branches' | message: "The norm of high is"

import torch


def witnesses(r, L, D):
    eye = torch.eye(D, dtype=torch.float64)
    return (1 + r) ** L * eye, max(0.0, 1 - r) ** L * eye
