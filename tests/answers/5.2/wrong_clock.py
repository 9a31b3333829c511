# slip: asks every stage at the time t | message: "All stages ask at time t"


def rk_step(f, t, x, h, A, b, c):
    k = []
    for row in A:
        k.append(f(t, x + h * sum(a * arrow for a, arrow in zip(row, k, strict=False))))
    return x + h * sum(weight * arrow for weight, arrow in zip(b, k, strict=True))
