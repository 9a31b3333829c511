# broadcasting

import torch


def best_field(x, t, points):
    squares = ((x[:, None] - t * points) ** 2).sum(-1)
    logits = -squares / (2 * (1 - t) ** 2)
    w = torch.exp(logits - torch.logsumexp(logits, 1, keepdim=True))
    return (w[..., None] * (points - x[:, None]) / (1 - t)).sum(1)
