# solves the quadratic, then compares the two whole neighbours

import math


def group_width(C, groups, budget):
    root = (-C + math.sqrt(C * C + 9 * budget / groups)) / 9
    candidates = {max(math.floor(root), 1), max(math.ceil(root), 1)}
    return min(candidates, key=lambda d: abs(2 * C * groups * d + 9 * groups * d * d - budget))
