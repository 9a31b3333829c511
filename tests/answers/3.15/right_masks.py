# the ones who are still inside

import torch


def leave(logits, labels, threshold):
    inside = torch.ones_like(labels, dtype=torch.bool)
    block, right = torch.zeros_like(labels), torch.zeros_like(labels, dtype=torch.bool)
    for k, z in enumerate(logits, 1):
        odds = (z - z.logsumexp(1, keepdim=True)).exp()
        go = inside & ((odds.amax(1) >= threshold) | (k == len(logits)))
        block[go], right[go] = k, odds.argmax(1)[go] == labels[go]
        inside &= ~go
    return block, block.double().mean(), right.double().mean()
