# slip: starts each stage where the one before stood | message: "Each stage starts from x again"


def rk_step(f, t, x, h, A, b, c):
    k, probe = [], x
    for row, time in zip(A, c, strict=True):
        probe = probe + h * sum(a * arrow for a, arrow in zip(row, k, strict=False))
        k.append(f(t + time * h, probe))
    return x + h * sum(weight * arrow for weight, arrow in zip(b, k, strict=True))
