# one sample at a time, in plain loops

import math

import torch


def alignment(network, x, labels, directions):
    L, N = len(network), len(x)
    found = torch.zeros(2, L, dtype=x.dtype)
    for n in range(N):
        for l in range(L):
            with torch.no_grad():
                state = network[:l](x[n : n + 1])
            start = state.clone().requires_grad_()
            loss = torch.nn.functional.cross_entropy(network[l:](start), labels[n : n + 1])
            (g,) = torch.autograd.grad(loss, start)
            for row, v in enumerate((network[l].residual(state).detach()[0], directions[l][n])):
                length = math.sqrt(float((v * v).sum()) * float((g * g).sum()))
                found[row, l] += -float((v * g[0]).sum()) / length / N if length else 0.0
    return found[0], found[1]
