# slip: second half zero | message: "negative inputs get lost"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, 0 * Q), 1), g.T @ torch.cat((torch.relu(x), torch.relu(-x)), 1)
