# slip: ratio of depths upside down | message: "upside down"


def rate_at(rate, start, depth, p, optimiser):
    return rate * (start / depth) ** ((2 if optimiser == "SGD" else 1) * p - 1)
