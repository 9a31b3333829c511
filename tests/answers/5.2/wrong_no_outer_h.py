# slip: leaves h out of the sum | message: "where the slopes are added up"


def rk_step(f, t, x, h, A, b, c):
    k = []
    for row, time in zip(A, c, strict=True):
        k.append(f(t + time * h, x + h * sum(a * arrow for a, arrow in zip(row, k, strict=False))))
    return x + sum(weight * arrow for weight, arrow in zip(b, k, strict=True))
