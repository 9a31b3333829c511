# slip: mirrors the first half | message: "The sign is the other way round"
import torch


def mirrored(Q, x, g):
    return torch.cat((-Q, Q), 1), g.T @ torch.cat((torch.relu(x), torch.relu(-x)), 1)
