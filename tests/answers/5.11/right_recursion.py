# a recursion, and a geometric series that is infinite at c >= 1

import torch


def invert(V, W, y, steps):
    def guess(k):
        return y if k == 0 else y - torch.einsum("dh,nh->nd", V, torch.tanh(torch.einsum("hd,nd->nh", W, guess(k - 1))))

    c = torch.linalg.norm(V, ord=2) * torch.linalg.norm(W, ord=2)
    series = 1 / (1 - c).clamp(min=0)
    return guess(steps), c, c**steps * series * (guess(1) - guess(0)).norm(dim=1)
