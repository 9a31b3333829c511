# numpy, and the ratio of two means

import numpy as np


def placements(D, draws, positive):
    rng = np.random.default_rng(5)
    x, g = rng.standard_normal((2, draws, D))
    x = np.abs(x) if positive else x
    W = rng.normal(0, np.sqrt(2 / D), (draws, D, D))
    z = np.einsum("nij,nj->ni", W, x)
    on = g * (x + z > 0)
    back = [
        g + np.einsum("ni,nij->nj", g * (z > 0), W),
        g + np.einsum("ni,nij->nj", g, W) * (x > 0),
        on + np.einsum("ni,nij->nj", on, W),
    ]
    return tuple((b**2).sum() / (g**2).sum() for b in back)
