# slip: returns them in the wrong order | message: "overshoot has complex eigenvalues"

import torch


def one_sense_only(h):
    return torch.tensor([[-0.5, 1.2], [-1.2, -0.5]]) / h, -3 / h * torch.eye(2)
