# from the text: half of the input left

import math


def keep_both(L):
    a = 0.5 ** (1 / L)
    return a, math.sqrt(1 - a * a)
