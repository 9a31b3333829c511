# from the text: numpy arrays

import numpy as np


def grouped(x, weights):
    ws, states = [W.numpy() for W in weights], [x.numpy()]
    for W in ws:
        states.append(states[-1] @ (np.eye(len(W), dtype=W.dtype) + W.T))
    n = len(ws)
    terms = []
    for start, first in [(i, i + 1) for i in reversed(range(n))] + [(0, 0)]:
        term = states[start]
        for W in ws[first:]:
            term = term @ W.T
        terms.append(term)
    return np.stack(terms), np.array([2**i for i in reversed(range(n))] + [1])
