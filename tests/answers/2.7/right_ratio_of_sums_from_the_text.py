# from the text: all at once, numpy

import numpy as np


def placements(D, draws, positive):
    x = np.random.randn(draws, D)
    if positive:
        x = np.abs(x)
    W = np.random.normal(0, np.sqrt(2 / D), (draws, D, D))
    g = np.random.randn(draws, D)
    z = np.einsum("nij,nj->ni", W, x)

    def back(m):
        return np.einsum("ni,nij->nj", g * m, W)

    textbook = g + back(z > 0)
    pre = g + back(np.ones_like(z)) * (x > 0)
    mask = x + z > 0
    post = g * mask + back(mask)
    return [((v**2).sum(1) / (g**2).sum(1)).mean() for v in (textbook, pre, post)]
