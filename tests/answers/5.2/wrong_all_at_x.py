# slip: asks all stages at x | message: "All stages ask at x"


def rk_step(f, t, x, h, A, b, c):
    return x + h * sum(weight * f(t + time * h, x) for weight, time in zip(b, c, strict=True))
