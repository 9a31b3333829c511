# slip: takes the number of the step for the time | message: "The clock counts steps"


def euler(f, x, h, steps):
    states = [x]
    for k in range(steps):
        states.append(states[-1] + h * f(k, states[-1]))
    return states
