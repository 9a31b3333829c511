# slip: both halves alike | message: "Both halves are alike"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, Q), 1), g.T @ torch.cat((torch.relu(x), torch.relu(-x)), 1)
