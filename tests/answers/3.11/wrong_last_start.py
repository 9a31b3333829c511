# slip: keeps the output as if it started a segment | message: "x_L starts no segment"

from itertools import pairwise


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = list(range(0, L + 1, every))
    inner = [sum(sizes[s + 1 : s + every]) for s in starts]
    return max(map(sum, pairwise(sizes))), sum(sizes), sum(sizes[s] for s in starts) + max(inner)
