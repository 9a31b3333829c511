# slip: writes to all alike | message: "The weights b are missing"
import torch


def block(X, A, a, b, W):
    branch = torch.relu(a @ X) @ W.T
    return A @ X + branch[:, None]
