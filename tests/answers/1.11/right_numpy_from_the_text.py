# from the text: numpy, terms as an array

import numpy as np


def mended(x, weights):
    Ws = [W.numpy() for W in weights]
    xs = [x.numpy()]
    for W in Ws:
        xs.append(xs[-1] + W.dot(xs[-1]))

    def carried(v, first):
        for W in Ws[first:]:
            v = W.dot(v)
        return v

    n = len(Ws)
    terms = [carried(xs[i], i + 1) for i in reversed(range(n))] + [carried(xs[0], 0)]
    return 3, np.array(terms)
