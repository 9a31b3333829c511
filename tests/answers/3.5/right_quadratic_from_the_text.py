# from the text: the root, and both neighbours

import math


def group_width(C, groups, budget):
    root = (-2 * C + math.sqrt(4 * C * C + 36 * budget / groups)) / 18
    below = max(1, int(root))
    off = [abs(2 * C * groups * d + 9 * groups * d * d - budget) for d in (below, below + 1)]
    return below if off[0] <= off[1] else below + 1
