# slip: never moves the clock | message: "The time stands still"


def euler(f, x, h, steps):
    states = [x]
    for _ in range(steps):
        states.append(states[-1] + h * f(0.0, states[-1]))
    return states
