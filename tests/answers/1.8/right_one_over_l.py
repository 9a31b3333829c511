# a^2 = 1 - 1/L, b^2 = 1/L

import math


def keep_both(L):
    return math.sqrt(1 - 1 / L), math.sqrt(1 / L)
