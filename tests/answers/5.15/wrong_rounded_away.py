# slip: exponentials without a shift | message: "take a softmax"

import torch


def best_field(x, t, points):
    e = torch.exp(-(torch.cdist(x, t * points) ** 2) / (2 * (1 - t) ** 2))
    return (e / e.sum(1, keepdim=True) @ points - x) / (1 - t)
