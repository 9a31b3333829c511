# slip: puts the branch at right angles to the shortcut | message: "right angles"

import torch


def witnesses(r, L, D):
    turn = torch.zeros(D, D, dtype=torch.float64)
    turn[0, 1], turn[1, 0] = -r, r
    return turn, -min(r, 1.0) * torch.eye(D, dtype=torch.float64)
