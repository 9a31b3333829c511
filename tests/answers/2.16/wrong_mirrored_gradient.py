# slip: second half of dW mirrored | message: "it sees relu(-x)"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, -Q), 1), torch.cat((g.T @ torch.relu(x), -g.T @ torch.relu(x)), 1)
