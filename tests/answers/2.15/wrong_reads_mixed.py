# slip: reads the mixed streams | message: "The branch read the mixed streams"
import torch


def block(X, A, a, b, W):
    X = A @ X
    branch = torch.relu(a @ X) @ W.T
    return X + b[:, None] * branch[:, None]
