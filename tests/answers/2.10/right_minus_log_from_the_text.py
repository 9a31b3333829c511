# from the text: minus the log of the odds

import math


def gate_bias(L, kept):
    T = 1 - kept ** (1 / L)
    return -math.log(1 / T - 1)
