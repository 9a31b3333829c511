# slip: the ratio of the depths is cut off to a whole number | message: "is cut off to a whole number"
def rate_at(rate, start, depth, p, optimiser):
    return rate * (depth // start) ** -(1 - (2 if optimiser == "SGD" else 1) * p)
