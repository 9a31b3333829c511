# logarithms
import math


def rate_at(rate, start, depth, p, optimiser):
    times = 2 if optimiser == "SGD" else 1
    return math.exp(math.log(rate) + (times * p - 1) * math.log(depth / start))
