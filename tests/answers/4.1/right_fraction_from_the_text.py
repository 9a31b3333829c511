# from the text: fractions

import math


def count_paths(n, low, high):
    from fractions import Fraction

    counts = tuple(math.factorial(n) // (math.factorial(k) * math.factorial(n - k)) for k in range(n + 1))
    return counts, Fraction(sum(counts[low : high + 1]), sum(counts))
