from functools import partial


def through(exponents, rate, start, depth, p, optimiser):
    return rate * (start / depth) ** exponents[optimiser](p)


rate_at = partial(through, {"SGD": lambda p: 1 - 2 * p, "Adam": lambda p: 1 - p})
