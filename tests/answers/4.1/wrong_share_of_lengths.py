# slip: takes all lengths for equally likely | message: "not all lengths have equally many paths"

import math


def count_paths(n, low, high):
    return [math.comb(n, k) for k in range(n + 1)], (high - low + 1) / (n + 1)
