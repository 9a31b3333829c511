# a loop in Python's numbers


import itertools


def total(values):
    return sum(abs(b - a) for a, b in itertools.pairwise(values))


def variation(x, f):
    x, f = x.tolist(), f.tolist()
    V = total(f)
    return total([a + b for a, b in zip(x, f, strict=True)]), abs(x[-1] - x[0] - V), total(x) + V
