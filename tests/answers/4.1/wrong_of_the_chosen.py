# slip: divides by n + 1 lengths | message: "share is "

import math


def count_paths(n, low, high):
    counts = [math.comb(n, k) for k in range(n + 1)]
    return counts, sum(counts[low : high + 1]) / (n + 1)
