# slip: a whole number for a | message: "the variance is multiplied by"

import math


def keep_both(L):
    return 1, 1 / math.sqrt(L)
