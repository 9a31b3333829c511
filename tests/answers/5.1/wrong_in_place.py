# slip: moves x itself | message: "changed its argument `x` in place"


def euler(f, x, h, steps):
    states = [x.clone()]
    for k in range(steps):
        x += h * f(k * h, x)
        states.append(x.clone())
    return states
