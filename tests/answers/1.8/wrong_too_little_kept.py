# slip: keeps a hundredth of the input | message: "A constant below 1 dies with depth: how close to 1 must a be, seen"

import math


def keep_both(L):
    a = 0.01 ** (1 / L)
    return a, math.sqrt(1 - a * a)
