# slip: never changes the rate | message: "The rate never changes"


def rate_at(rate, start, depth, p, optimiser):
    return rate
