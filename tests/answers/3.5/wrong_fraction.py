# slip: returns the exact root, which is not whole | message: "expected whole numbers"

import math


def group_width(C, groups, budget):
    return (-C + math.sqrt(C * C + 9 * budget / groups)) / 9
