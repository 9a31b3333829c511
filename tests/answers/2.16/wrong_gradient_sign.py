# slip: the minus of W in dW as well | message: "the minus belongs to W"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, -Q), 1), torch.cat((g.T @ torch.relu(x), -g.T @ torch.relu(-x)), 1)
