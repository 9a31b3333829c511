# slip: probes with the previous stage alone | message: "the new x["


def rk_step(f, t, x, h, A, b, c):
    ks = []
    for i in range(len(b)):
        where = x + h * A[i, i - 1] * ks[-1] if ks else x
        ks.append(f(t + c[i] * h, where))
    return x + h * sum(weight * k for weight, k in zip(b, ks, strict=False))
