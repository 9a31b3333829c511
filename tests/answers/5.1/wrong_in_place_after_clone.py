# slip: lists one tensor many times | message: "one tensor listed many times"


def euler(f, x, h, steps):
    x = x.clone()
    states = [x]
    for k in range(steps):
        x += h * f(k * h, x)
        states.append(x)
    return states
