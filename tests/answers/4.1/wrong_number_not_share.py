# slip: counts the paths in the range | message: "expected their share"

import math


def count_paths(n, low, high):
    counts = [math.comb(n, k) for k in range(n + 1)]
    return counts, float(sum(counts[low : high + 1]))
