# numpy, products of what comes later

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def memory(x, h, c, W, U, b):
    x, h, c, W, U, b = (value.numpy() for value in (x, h, c, W, U, b))
    forget, written = [], []
    for x_t in x:
        i, f, g, o = np.split(x_t @ W.T + h @ U.T + b, 4, axis=1)
        forget.append(sigmoid(f))
        written.append(sigmoid(i) * np.tanh(g))
        c = forget[-1] * c + written[-1]
        h = sigmoid(o) * np.tanh(c)
    terms = [new * np.prod(forget[t + 1 :], axis=0) for t, new in enumerate(written)]
    return c, np.prod(forget, axis=0), np.stack(terms)
