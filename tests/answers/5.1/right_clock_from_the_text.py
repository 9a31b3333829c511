# from the text: a clock that is added up


def euler(f, x, h, steps):
    t, states = 0.0, [x]
    for _ in range(steps):
        x = x + h * f(t, x)
        t += h
        states.append(x)
    return states
