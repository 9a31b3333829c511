# the walk as a recursion


def euler(f, x, h, steps, k=0):
    if k == steps:
        return [x]
    return [x, *euler(f, x + h * f(k * h, x), h, steps, k + 1)]
