# from the text: columns, numpy's norms

import numpy as np


def invert(V, W, y, steps):
    V, W, Y = V.numpy(), W.numpy(), y.numpy().T
    c = np.linalg.norm(V, 2) * np.linalg.norm(W, 2)
    X = Y.copy()
    for k in range(steps):
        X = Y - V @ np.tanh(W @ X)
        if k == 0:
            first = np.sqrt(((X - Y) ** 2).sum(0))
    error = np.full_like(first, np.inf) if c >= 1 else (c**steps / (1 - c) * first).astype(first.dtype)
    return X.T, c, error
