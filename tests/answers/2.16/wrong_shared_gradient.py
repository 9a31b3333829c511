# slip: the gradient of Q, mirrored | message: "the halves are weights apart"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, -Q), 1), torch.cat((g.T @ x, -g.T @ x), 1)
