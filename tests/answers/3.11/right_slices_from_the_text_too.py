# from the text: starts and slices


import itertools


def peaks(sizes, every):
    L = len(sizes) - 1
    inference = max(a + b for a, b in itertools.pairwise(sizes))
    starts = list(range(0, L, every))
    ends = [*starts[1:], L + 1]
    extra = max(sum(sizes[a + 1 : b]) for a, b in zip(starts, ends, strict=False))
    return inference, sum(sizes), sum(sizes[s] for s in starts) + extra
