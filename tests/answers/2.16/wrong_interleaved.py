# slip: interleaves the halves | message: "interleaved"
import torch


def mirrored(Q, x, g):
    return torch.stack((Q, -Q), 2).flatten(1), g.T @ torch.cat((torch.relu(x), torch.relu(-x)), 1)
