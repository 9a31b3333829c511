# slip: adds the arrow at full length | message: "The step size is missing"


def euler(f, x, h, steps):
    states = [x]
    for k in range(steps):
        states.append(states[-1] + f(k * h, states[-1]))
    return states
