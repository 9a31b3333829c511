# slip: only makes the rows of length 1 | message: "at right angles not"

import torch


def erase(x, directions):
    unit = directions / torch.linalg.vector_norm(directions, dim=1, keepdim=True)
    return x - (x - x.mean(0)) @ unit.T @ unit
