# slip: leaves out the start | message: "The start is missing"


def euler(f, x, h, steps):
    states = []
    for k in range(steps):
        x = x + h * f(k * h, x)
        states.append(x)
    return states
