# masks in place of ReLUs
import torch


def mirrored(Q, x, g):
    zero = torch.zeros_like(x)
    above, below = torch.where(x > 0, x, zero), torch.where(x < 0, -x, zero)
    return torch.cat([Q, -Q], dim=-1), torch.cat([g.mT @ above, g.mT @ below], dim=-1)
