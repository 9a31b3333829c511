# adds the blocks up one by one


def rate_at(rate, start, depth, p, optimiser):
    def moved(L):
        factor = 1 / L**p
        return sum(factor * (factor if optimiser == "SGD" else 1.0) for _ in range(L))

    return rate / moved(depth) * moved(start)
