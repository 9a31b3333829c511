# slip: always takes the identity away | message: "The norm of low is 1"

import torch


def witnesses(r, L, D):
    eye = torch.eye(D, dtype=torch.float64)
    return r * eye, -eye
