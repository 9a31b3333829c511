# loops

import torch


def read(seen, asked, W, b):
    stale, fresh = [], []
    for x, own in zip(asked, seen, strict=True):
        for like, scores in ((seen[-1], stale), (own, fresh)):
            z = (x - like.mean(dim=0)) / like.var(dim=0, correction=0).sqrt()
            scores.append(torch.clamp(z, min=0) @ W.T + b)
    return stale, fresh
