# from the text: plain Python


import itertools


def variation(x, f):
    x, f = x.tolist(), f.tolist()
    y = [u + v for u, v in zip(x, f, strict=False)]

    def tv(v):
        return sum(abs(b - a) for a, b in itertools.pairwise(v))

    return tv(y), abs(tv(x) - tv(f)), tv(x) + tv(f)
