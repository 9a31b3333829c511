# slip: leaves A out | message: "The streams are not mixed"
import torch


def block(X, A, a, b, W):
    branch = torch.relu(a @ X) @ W.T
    return X + b[:, None] * branch[:, None]
