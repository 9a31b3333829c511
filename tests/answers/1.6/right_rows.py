# one row after the other, plain numbers

import math


def correction(x, target, f):
    cosines, verdicts = [], []
    for a, t, step in zip(x.tolist(), target.tolist(), f.tolist(), strict=True):
        e = [q - p for p, q in zip(a, t, strict=True)]
        left = [p - q for p, q in zip(e, step, strict=True)]
        product = math.hypot(*e) * math.hypot(*step)
        cosines.append(sum(p * q for p, q in zip(e, step, strict=True)) / product if product else 0)
        verdicts.append(math.hypot(*left) < math.hypot(*e))
    return cosines, verdicts
