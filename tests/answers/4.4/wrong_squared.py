# slip: forgets the square roots of the norms | message: "That is the square of the relative error"

import torch


def isolated(x, weights):
    def walk(h, rest):
        if not rest:
            return h
        return walk(h, rest[1:]) + walk(torch.relu(h @ rest[0].T), rest[1:])

    out = x
    for W in weights:
        out = out + torch.relu(out @ W.T)
    total = walk(x, list(weights))
    return total, ((total - out) ** 2).sum() / (out**2).sum()
