# from the text: subsets in numpy

import numpy as np


def isolated(x, weights):
    x, ws = x.numpy(), [W.numpy() for W in weights]
    total = np.zeros_like(x)
    for mask in range(2 ** len(ws)):
        h = x
        for i, W in enumerate(ws):
            if mask >> i & 1:
                h = np.maximum(h @ W.T, 0)
        total = total + h
    out = x
    for W in ws:
        out = out + np.maximum(out @ W.T, 0)
    return total, float(np.linalg.norm(total - out) / np.linalg.norm(out))
