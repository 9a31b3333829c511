# from the text: exactly a quarter of the variance from branches, the least that is asked

import math


def keep_both(L):
    a = math.pow(3 / 4, 1 / (2 * L))
    return a, math.sqrt(1 - a**2)
