# from the text: itertools.pairwise and plain sums

from itertools import pairwise


def variation(x, f):
    def tv(v):
        return sum(abs(b - a) for a, b in pairwise(v.tolist()))

    own, V = x.max().item() - x.min().item(), tv(f)
    return tv(x + f), abs(own - V), own + V
