# the way back by hand, with masks

import torch


def dead(x, weights, biases, v):
    def gradient(kind):
        state, masks = x, []
        for W, b in zip(weights, biases, strict=True):
            z = state @ W.T + b
            masks.append((state + z if kind == "post" else z) > 0)
            state = {"plain": z.relu(), "residual": state + z.relu(), "post": (state + z).relu()}[kind]
        g = v.expand_as(x)
        for W, mask in zip(reversed(weights), reversed(masks), strict=True):
            on = torch.where(mask, g, torch.zeros_like(g))
            g = {"plain": on @ W, "residual": g + on @ W, "post": on + on @ W}[kind]
        return ~(g != 0).any(1)

    return tuple(map(gradient, ("plain", "residual", "post")))
