# slip: forgets the streams | message: "Only the branch came back"
import torch


def block(X, A, a, b, W):
    branch = torch.relu(a @ X) @ W.T
    return b[:, None] * branch[:, None]
