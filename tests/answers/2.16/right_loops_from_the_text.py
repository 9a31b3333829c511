# entry by entry, on plain numbers
import torch


def mirrored(Q, x, g):
    rows, seen, reach = Q.tolist(), x.tolist(), g.tolist()
    W = [row + [-q for q in row] for row in rows]
    dW = [[0.0] * len(row) for row in W]
    D = len(rows[0])
    for sample, arrives in zip(seen, reach, strict=True):
        for i, part in enumerate(arrives):
            for j, value in enumerate(sample):
                dW[i][j] += part * max(value, 0.0)
                dW[i][D + j] += part * max(-value, 0.0)
    return torch.tensor(W, dtype=Q.dtype), torch.tensor(dW, dtype=Q.dtype)
