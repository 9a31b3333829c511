# slip: sqrt(1/2) of each: keeps the variance, loses the input | message: "how close to 1"

import math


def keep_both(L):
    return math.sqrt(0.5), math.sqrt(0.5)
