# entry by entry
import torch


def mirrored(Q, x, g):
    N, D = x.shape
    W, dW = torch.zeros(len(Q), 2 * D, dtype=Q.dtype), torch.zeros(len(Q), 2 * D, dtype=Q.dtype)
    for i in range(len(Q)):
        for j in range(D):
            W[i, j], W[i, D + j] = Q[i, j], -Q[i, j]
            dW[i, j] = sum(g[n, i] * max(x[n, j], 0 * x[n, j]) for n in range(N))
            dW[i, D + j] = sum(g[n, i] * max(-x[n, j], 0 * x[n, j]) for n in range(N))
    return W, dW
