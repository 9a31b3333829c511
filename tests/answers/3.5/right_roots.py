# the two whole numbers beside the real solution

import math


def group_width(C, groups, budget):
    real = (math.sqrt(C * C + 9 * budget / groups) - C) / 9

    def gap(d):
        return abs(2 * C * groups * d + 9 * groups * d * d - budget)

    low = max(math.floor(real), 1)
    return low if gap(low) <= gap(low + 1) else low + 1
