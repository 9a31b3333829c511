# from the text: zip over rows and nodes, sums of products


def rk_step(f, t, x, h, A, b, c):
    ks = []
    for row, node in zip(A, c, strict=False):
        ks.append(f(t + h * node, x + sum((h * a * k for a, k in zip(row, ks, strict=False)), 0 * x)))
    return x + sum(h * weight * k for weight, k in zip(b, ks, strict=False))
