# slip: mean over the samples | message: "Divided by the number of samples"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, -Q), 1), g.T @ torch.cat((torch.relu(x), torch.relu(-x)), 1) / len(x)
