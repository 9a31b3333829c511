# torch.func.grad
import torch


def gradients(x, W, a, g):
    def loss(a, W):
        return ((x + a * torch.relu(x) @ W.T) * g).sum()

    return torch.func.grad(loss, argnums=(0, 1))(torch.tensor(a, dtype=x.dtype), W)
