# slip: exchanges a and b | message: "a and b are exchanged"
import torch


def block(X, A, a, b, W):
    branch = torch.relu(b @ X) @ W.T
    return A @ X + a[:, None] * branch[:, None]
