# slip: goes against the identity by more than it has | message: "overshoots"

import torch


def witnesses(r, L, D):
    eye = torch.eye(D, dtype=torch.float64)
    return r * eye, -r * eye
