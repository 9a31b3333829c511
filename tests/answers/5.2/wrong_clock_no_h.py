# slip: adds c to the time without h | message: "not at t + c_i"


def rk_step(f, t, x, h, A, b, c):
    k = []
    for row, time in zip(A, c, strict=True):
        k.append(f(t + time, x + h * sum(a * arrow for a, arrow in zip(row, k, strict=False))))
    return x + h * sum(weight * arrow for weight, arrow in zip(b, k, strict=True))
