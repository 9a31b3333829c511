# entry by entry, with plain loops
import torch


def sinkhorn(M, k):
    if M.dim() == 3:
        return torch.stack([sinkhorn(one, k) for one in M])
    n, out = len(M), M.tolist()
    for _ in range(k):
        for j in range(n):
            total = sum(out[i][j] for i in range(n))
            for i in range(n):
                out[i][j] /= total
        for i in range(n):
            total = sum(out[i])
            out[i] = [value / total for value in out[i]]
    return torch.tensor(out, dtype=M.dtype)
