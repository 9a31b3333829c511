# random masks of k ones, as lists of numbers

import math
import random

import torch


def gradient_by_length(x, weights, g, draws):
    n, jacobians = len(weights), []
    for W in weights:
        f = torch.tanh(x @ W.T)
        jacobians.append(torch.einsum("ni,ij->nij", 1 - f**2, W))
        x = x + f
    norms = []
    for k in range(n + 1):
        total = 0.0
        for _ in range(draws):
            v = g
            for i in sorted(random.sample(range(n), k), reverse=True):
                v = torch.einsum("ni,nij->nj", v, jacobians[i])
            total += float(torch.linalg.vector_norm(v))
        norms.append(total / draws)
    all_of = [math.comb(n, k) * norm for k, norm in enumerate(norms)]
    return norms, [part / sum(all_of) for part in all_of]
