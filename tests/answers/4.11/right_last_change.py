# the place of the last change, einsum, float32 accuracies

import torch


def early_exits(states, W, b, labels):
    said = (torch.einsum("lnd,cd->lnc", torch.stack(states), W) + b).max(2).indices
    changes = (said[1:] != said[:-1]).long()
    places = torch.arange(1, len(states))[:, None]
    return said.eq(labels).float().mean(1), (changes * places).amax(0)
