# slip: ReLU before the reading | message: "Each stream met the ReLU by itself"
import torch


def block(X, A, a, b, W):
    branch = (a @ torch.relu(X)) @ W.T
    return A @ X + b[:, None] * branch[:, None]
