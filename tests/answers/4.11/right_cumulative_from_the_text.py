# from the text: a cumulative product

import torch


def early_exits(states, W, b, labels):
    c = torch.stack([(x @ W.T + b).argmax(1) for x in states])
    same = (c == c[-1]).long().flip(0).cumprod(0).sum(0)
    return (c == labels).double().mean(1), len(states) - same
