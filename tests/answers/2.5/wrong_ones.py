# slip: fills the matrix with r | message: "The norm of high is"

import torch


def witnesses(r, L, D):
    return torch.full((D, D), r), -min(r, 1.0) * torch.eye(D)
