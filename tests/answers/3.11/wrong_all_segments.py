# slip: adds up all segments | message: "One segment at a time"

from itertools import pairwise


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = list(range(0, L, every))
    inner = [sum(sizes[s + 1 : s + every + 1]) for s in starts]
    return max(map(sum, pairwise(sizes))), sum(sizes), sum(sizes[s] for s in starts) + sum(inner)
