# keeps a factor for every row and every column, and multiplies at the end
import torch


def sinkhorn(M, k):
    rows = torch.ones_like(M[..., :1])
    for _ in range(k):
        columns = 1 / (rows * M).sum(-2, keepdim=True)
        rows = 1 / (M * columns).sum(-1, keepdim=True)
    return rows * M * columns
