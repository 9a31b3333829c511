# numpy, lists of numbers

import numpy as np


def invert(V, W, y, steps):
    V, W, y = (part.numpy().astype(float) for part in (V, W, y))
    x = y
    for _ in range(steps):
        x = y - np.tanh(x @ W.T) @ V.T
    c = float(np.linalg.norm(V, 2) * np.linalg.norm(W, 2))
    first = np.linalg.norm(np.tanh(y @ W.T) @ V.T, axis=1)
    return x, c, [float("inf") if c >= 1 else c**steps / (1 - c) * float(length) for length in first]
