# Pascal's triangle, a Fraction for the share

from fractions import Fraction


def count_paths(n, low, high):
    row = [1]
    for _ in range(n):
        row = [a + b for a, b in zip([0, *row], [*row, 0], strict=True)]
    return row, Fraction(sum(row[low : high + 1]), 2**n)
