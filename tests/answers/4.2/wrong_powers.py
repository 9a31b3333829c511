# slip: takes every block after every other, itself included | message: "at most once"


def by_length(x, weights):
    sums = [x]
    for _ in weights:
        sums.append(sum(sums[-1] @ W.T for W in weights))
    return sums
