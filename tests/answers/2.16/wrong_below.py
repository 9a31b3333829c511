# slip: stacks the halves below each other | message: "stand below each other"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, -Q), 0), g.T @ torch.cat((torch.relu(x), torch.relu(-x)), 1)
