# from the text: two loops


def rk_step(f, t, x, h, A, b, c):
    k = []
    for i in range(len(b)):
        probe = x
        for j in range(i):
            probe = probe + h * A[i, j] * k[j]
        k.append(f(t + c[i] * h, probe))
    for i in range(len(b)):
        x = x + h * b[i] * k[i]
    return x
