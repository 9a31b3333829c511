# slip: too little branch: a^2 = 1 - 1/L^2 | message: "b is too small for L"

import math


def keep_both(L):
    return math.sqrt(1 - 1 / L**2), 1 / L
