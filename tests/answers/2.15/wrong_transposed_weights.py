# slip: W the wrong way round | message: "W is the wrong way round"
import torch


def block(X, A, a, b, W):
    branch = torch.relu(a @ X) @ W
    return A @ X + b[:, None] * branch[:, None]
