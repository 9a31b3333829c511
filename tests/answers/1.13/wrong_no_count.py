# slip: forgets that there are L blocks | message: "The number of blocks is left out"


def rate_at(rate, start, depth, p, optimiser):
    return rate * (depth / start) ** ((2 if optimiser == "SGD" else 1) * p)
