# a Fraction for the ratio

from fractions import Fraction


def intensity(N, c_in, c_out, k, size, groups):
    macs = N * c_out * size**2 * k**2 * c_in // groups
    numbers = N * (c_in + c_out) * size**2 + k**2 * c_in * c_out // groups
    return 2 * macs, 4 * numbers, Fraction(2 * macs, 4 * numbers)
