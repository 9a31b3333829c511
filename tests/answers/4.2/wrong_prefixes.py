# slip: takes one path a length, through the first blocks | message: "one path for each length"


def by_length(x, weights):
    sums = [x]
    for W in weights:
        sums.append(sums[-1] @ W.T)
    return sums
