# slip: asks the field at the end of the step | message: "one step ahead"


def euler(f, x, h, steps):
    states = [x]
    for k in range(1, steps + 1):
        states.append(states[-1] + h * f(k * h, states[-1]))
    return states
