# slip: follows the field | message: "Euler's steps"


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        states.append(states[-1] + F(states[-1]))
    return states
