# the response at both depths, divided


def rate_at(rate, start, depth, p, optimiser):
    def response(L):
        branch = L**-p
        change = branch if optimiser == "Adam" else branch * branch
        return L * change

    return rate * response(start) / response(depth)
