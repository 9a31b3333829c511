# slip: mixes with A transposed | message: "A is the wrong way round"
import torch


def block(X, A, a, b, W):
    branch = torch.relu(a @ X) @ W.T
    return A.T @ X + b[:, None] * branch[:, None]
