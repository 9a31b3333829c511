# a table of exponents


def rate_at(rate, start, depth, p, optimiser):
    exponent = {"SGD": 2 * p - 1, "Adam": p - 1}[optimiser]
    return rate * (depth / start) ** exponent
