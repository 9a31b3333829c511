# from the text: a generator of states, listed


def states(f, x, h, steps):
    yield x
    for k in range(steps):
        x = x + h * f(k * h, x)
        yield x


def euler(f, x, h, steps):
    return list(states(f, x, h, steps))
