# from the text: one draw at a time, by hand

import math

import torch


def placements(D, draws, positive):
    totals = [0.0, 0.0, 0.0]
    for _ in range(draws):
        x, g = torch.randn(D), torch.randn(D)
        if positive:
            x = x.abs()
        W = torch.randn(D, D) * math.sqrt(2 / D)
        z = W @ x
        forms = (
            g + (g * (z > 0)) @ W,
            g + (g @ W) * (x > 0),
            (g * (x + z > 0)) @ (torch.eye(D) + W),
        )
        for k, back in enumerate(forms):
            totals[k] += float(back @ back / (g @ g))
    return [t / draws for t in totals]
