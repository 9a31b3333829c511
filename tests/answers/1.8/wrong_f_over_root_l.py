# slip: x + f/sqrt(L): grows by e | message: "expected 1."

import math


def keep_both(L):
    return 1.0, 1 / math.sqrt(L)
