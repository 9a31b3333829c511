# slip: leaves out the path that skips every branch | message: "One path uses no branch at all"

import math


def count_paths(n, low, high):
    counts = [math.comb(n, k) for k in range(n + 1)]
    return counts[1:], sum(counts[low : high + 1]) / 2**n
