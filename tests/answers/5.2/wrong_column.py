# slip: reads the tableau by columns | message: "its columns hold zeros there"


def rk_step(f, t, x, h, A, b, c):
    k = []
    for row, time in zip(A.T, c, strict=True):
        k.append(f(t + time * h, x + h * sum(a * arrow for a, arrow in zip(row, k, strict=False))))
    return x + h * sum(weight * arrow for weight, arrow in zip(b, k, strict=True))
