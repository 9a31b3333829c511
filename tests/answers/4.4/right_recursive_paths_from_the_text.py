# from the text: from each state a way past and a way through

import torch


def isolated(x, weights):
    def walk(h, rest):
        if not rest:
            return h
        return walk(h, rest[1:]) + walk(torch.clamp(h @ rest[0].T, min=0), rest[1:])

    out = x.clone()
    for W in weights:
        out += torch.clamp(out @ W.T, min=0)
    total = walk(x, list(weights))
    return total, float(((total - out) ** 2).sum() ** 0.5 / (out**2).sum() ** 0.5)
