# slip: follows the last stage alone | message: "That follows the last slope alone; b says how much each of them counts"


def rk_step(f, t, x, h, A, b, c):
    ks = []
    for i in range(len(b)):
        ks.append(f(t + c[i] * h, x + h * sum((A[i, j] * ks[j] for j in range(i)), 0 * x)))
    return x + h * ks[-1]
