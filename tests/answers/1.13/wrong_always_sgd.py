# slip: treats Adam as SGD | message: "the law of the other optimiser"


def rate_at(rate, start, depth, p, optimiser):
    return rate * (depth / start) ** (2 * p - 1)
