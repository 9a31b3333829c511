# slip: leaves h out of the stages | message: "The step size is missing inside the stages"


def rk_step(f, t, x, h, A, b, c):
    k = []
    for row, time in zip(A, c, strict=True):
        k.append(f(t + time * h, x + sum(a * arrow for a, arrow in zip(row, k, strict=False))))
    return x + h * sum(weight * arrow for weight, arrow in zip(b, k, strict=True))
