# slip: takes the mean of the arrows | message: "plain mean of the slopes"


def rk_step(f, t, x, h, A, b, c):
    k = []
    for row, time in zip(A, c, strict=True):
        k.append(f(t + time * h, x + h * sum(a * arrow for a, arrow in zip(row, k, strict=False))))
    return x + h * sum(k) / len(k)
