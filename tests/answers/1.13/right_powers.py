# one exponent


def rate_at(rate, start, depth, p, optimiser):
    return rate * (depth / start) ** ((2 if optimiser == "SGD" else 1) * p - 1)
