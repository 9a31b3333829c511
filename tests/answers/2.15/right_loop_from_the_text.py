# one sample and one stream at a time
import torch


def block(X, A, a, b, W):
    n, out = X.shape[1], []
    for sample in X:
        h = sum(a[j] * sample[j] for j in range(n))
        branch = W @ h.clamp(min=0)
        rows = [sum(A[i, j] * sample[j] for j in range(n)) + b[i] * branch for i in range(n)]
        out.append(torch.stack(rows))
    return torch.stack(out)
