# from the text: random.sample, lists

import math

import torch


def gradient_by_length(x, weights, g, draws):
    import random

    n, states = len(weights), [x]
    for W in weights:
        states.append(states[-1] + torch.tanh(states[-1] @ W.T))

    def one(path):
        v = g
        for i in reversed(path):
            v = (v * (1 - torch.tanh(states[i] @ weights[i].T) ** 2)) @ weights[i]
        return v.norm().item()

    norms = []
    for k in range(n + 1):
        tries = 1 if k in (0, n) else draws
        norms.append(sum(one(sorted(random.sample(range(n), k))) for _ in range(tries)) / tries)
    weighted = [math.comb(n, k) * v for k, v in enumerate(norms)]
    return norms, [v / sum(weighted) for v in weighted]
