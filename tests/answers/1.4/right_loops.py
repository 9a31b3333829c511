# loops over pixels and channels

import torch


def shortcut(x, channels, stride, weight):
    N, C, H, W = x.shape
    rows, columns = range(0, H, stride), range(0, W, stride)
    out = torch.zeros(N, channels, len(rows), len(columns), dtype=x.dtype)
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            pixel = x[:, :, row, column]
            if weight is None:
                out[:, :C, i, j] = pixel
            else:
                out[:, :, i, j] = pixel @ weight.T
    return out
