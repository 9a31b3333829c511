# slip: replaces the state by the branch | message: "The shortcut is missing"


def euler(f, x, h, steps):
    states = [x]
    for k in range(steps):
        states.append(h * f(k * h, states[-1]))
    return states
