# slip: gives the two in the wrong order | message: "what the other one should do"

import torch


def witnesses(r, L, D):
    eye = torch.eye(D, dtype=torch.float64)
    return -min(r, 1.0) * eye, r * eye
