# slip: gives percent | message: "in percent"

import math


def count_paths(n, low, high):
    counts = [math.comb(n, k) for k in range(n + 1)]
    return counts, 100 * sum(counts[low : high + 1]) / 2**n
