# slip: takes the old depth to be one block | message: "The depth that the rate was chosen at is left out"


def rate_at(rate, start, depth, p, optimiser):
    return rate * depth ** ((2 if optimiser == "SGD" else 1) * p - 1)
