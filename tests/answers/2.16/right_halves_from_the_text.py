# relu(-x) is relu(x) - x
import torch


def mirrored(Q, x, g):
    rising = torch.relu(x)
    falling = rising - x
    return torch.hstack([Q, -Q]), torch.hstack([g.T @ rising, g.T @ falling])
