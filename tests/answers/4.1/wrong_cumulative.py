# slip: counts all lengths up to high | message: "Those below `low` are counted, too"

import math


def count_paths(n, low, high):
    counts = [math.comb(n, k) for k in range(n + 1)]
    return counts, sum(counts[: high + 1]) / 2**n
