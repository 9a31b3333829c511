# from the text: plain numbers in lists

import math


def correction(x, target, f):
    cosine, helps = [], []
    for xi, ti, fi in zip(x.tolist(), target.tolist(), f.tolist(), strict=False):
        e = [t - v for t, v in zip(ti, xi, strict=False)]
        ee, ff = math.sqrt(sum(v * v for v in e)), math.sqrt(sum(v * v for v in fi))
        dot = sum(a * b for a, b in zip(e, fi, strict=False))
        cosine.append(dot / (ee * ff) if ee * ff > 0 else 0)
        helps.append(ff > 0 and ee > 0 and dot / (ee * ff) > ff / (2 * ee))
    return cosine, helps
