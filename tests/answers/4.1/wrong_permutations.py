# slip: counts orders as well | message: "their order is fixed"

import math


def count_paths(n, low, high):
    counts = [math.perm(n, k) for k in range(n + 1)]
    return counts, sum(counts[low : high + 1]) / sum(counts)
