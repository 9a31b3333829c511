# a^2 = L/(L+1): a right triangle

import math


def keep_both(L):
    return math.sqrt(L / (L + 1)), 1 / math.sqrt(L + 1)
