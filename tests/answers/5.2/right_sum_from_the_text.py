# from the text: sums of generators, plain numbers


def rk_step(f, t, x, h, A, b, c):
    A, b, c = A.tolist(), b.tolist(), c.tolist()
    k = []
    for row, when in zip(A, c, strict=False):
        k.append(f(t + when * h, x + h * sum(a * kj for a, kj in zip(row, k, strict=False))))
    return x + h * sum(bi * ki for bi, ki in zip(b, k, strict=False))
