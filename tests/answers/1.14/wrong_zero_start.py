# slip: thinks that nothing moves at a = 0 | message: "It must not vanish"
import torch


def gradients(x, W, a, g):
    r = torch.relu(x)
    if a == 0:
        return 0 * W.sum(), 0 * W
    return (g * (r @ W.T)).sum(), a * g.T @ r
