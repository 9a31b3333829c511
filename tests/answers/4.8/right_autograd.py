# a graph with the shortcuts or the branches cut, a fresh one for each path

import math

import torch


def gradient_by_length(x, weights, g, draws):
    n, norms = len(weights), []
    with torch.no_grad():
        states, fs = [x], []
        for W in weights:
            fs.append(torch.tanh(states[-1] @ W.T))
            states.append(states[-1] + fs[-1])
    for k in range(n + 1):
        found = []
        for _ in range(draws if 0 < k < n else 1):
            back = g
            for i in sorted(torch.randperm(n)[:k].tolist())[::-1]:
                back = (back * (1 - fs[i] * fs[i])) @ weights[i]
            found.append(back.square().sum().sqrt().item())
        norms.append(sum(found) / len(found))
    weighted = [math.comb(n, k) * norm for k, norm in enumerate(norms)]
    return norms, [w / sum(weighted) for w in weighted]
