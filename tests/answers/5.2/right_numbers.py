# plain Python numbers from the tableau, two loops


def rk_step(f, t, x, h, A, b, c):
    A, b, c = A.tolist(), b.tolist(), c.tolist()
    k = []
    for i in range(len(b)):
        probe = x
        for j in range(i):
            probe = probe + h * A[i][j] * k[j]
        k.append(f(t + c[i] * h, probe))
    for weight, arrow in zip(b, k, strict=True):
        x = x + h * weight * arrow
    return x
