# two halves, side by side
import torch


def mirrored(Q, x, g):
    seen = torch.cat((torch.relu(x), torch.relu(-x)), 1)
    return torch.cat((Q, -Q), 1), g.T @ seen
