# from the text: factorials, and a share by a Fraction

from fractions import Fraction
from math import factorial as fac


def count_paths(n, low, high):
    counts = tuple(fac(n) // (fac(k) * fac(n - k)) for k in range(n + 1))
    return counts, Fraction(sum(counts[low : high + 1]), sum(counts))
