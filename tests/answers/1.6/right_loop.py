# a loop over the rows, in Python's numbers

import math


def correction(x, target, f):
    cosines, helps = [], []
    for start, end, step in zip(x.tolist(), target.tolist(), f.tolist(), strict=True):
        error = [b - a for a, b in zip(start, end, strict=True)]
        inner, before, length = (
            sum(a * b for a, b in zip(error, step, strict=True)),
            math.hypot(*error),
            math.hypot(*step),
        )
        cosines.append(inner / (before * length) if before * length > 0 else 0.0)
        helps.append(length > 0 and before > 0 and cosines[-1] > length / (2 * before))
    return cosines, helps
