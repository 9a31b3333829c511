# from the text: what follows x_{n-1} is W_n applied to the shorter sum's tail


def run(x, weights):
    for W in weights:
        x = x + W @ x
    return x


def tail(x, weights):
    """W_n (x_{n-1}), unrolled in the pattern of line 5."""
    if len(weights) == 1:
        return [weights[0] @ x]
    *front, last = weights
    return [last @ run(x, front[:-1])] + [last @ term for term in tail(x, front)]


def mended(x, weights):
    return 3, [run(x, weights[:-1]), *tail(x, weights)]
