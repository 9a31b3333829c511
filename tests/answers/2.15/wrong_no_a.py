# slip: reads the sum of all streams | message: "The weights a are missing"
import torch


def block(X, A, a, b, W):
    branch = torch.relu(X.sum(1)) @ W.T
    return A @ X + b[:, None] * branch[:, None]
