# slip: loses the upper end of the range | message: "The upper end belongs to the range"

import math


def count_paths(n, low, high):
    counts = [math.comb(n, k) for k in range(n + 1)]
    return counts, sum(counts[low:high]) / 2**n
