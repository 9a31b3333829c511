# slip: returns the last state only | message: "That is the last state alone"


def euler(f, x, h, steps):
    for k in range(steps):
        x = x + h * f(k * h, x)
    return x
