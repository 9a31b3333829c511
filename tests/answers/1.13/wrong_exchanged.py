# slip: exchanges the two optimisers | message: "the law of the other optimiser"


def rate_at(rate, start, depth, p, optimiser):
    return rate * (depth / start) ** ((2 if optimiser == "Adam" else 1) * p - 1)
