# Python's complex numbers


def growth(re, im, A, b):
    factors = []
    for x, y in zip(re.tolist(), im.tolist(), strict=True):
        z, kappas = complex(x, y), []
        for row in A.tolist():
            kappas.append(z * (1 + sum(a * kappa for a, kappa in zip(row, kappas, strict=False))))
        factors.append(abs(1 + sum(w * kappa for w, kappa in zip(b.tolist(), kappas, strict=True))))
    return factors
