# slip: halves the weights | message: "nothing counts twice"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, -Q), 1) / 2, g.T @ torch.cat((torch.relu(x), torch.relu(-x)), 1)
