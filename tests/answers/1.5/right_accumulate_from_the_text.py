# from the text: itertools.accumulate over the blocks

from itertools import accumulate


def telescope(x, branches, l):
    states = list(accumulate(branches, lambda h, F: h + F(h), initial=x))
    return states[l], [F(h) for F, h in list(zip(branches, states, strict=False))[l:]]
