# slip: counts the gaps between blocks | message: "one block too few"

import math


def count_paths(n, low, high):
    counts = [math.comb(n - 1, k) for k in range(n)]
    return counts, sum(counts[low : high + 1]) / sum(counts)
