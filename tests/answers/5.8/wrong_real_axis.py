# slip: forgets the imaginary part | message: "imaginary part of z was left out"


def growth(re, im, A, b):
    kappa = []
    for row in A:
        kappa.append(re * (1 + sum(a * k for a, k in zip(row, kappa, strict=False))))
    return (1 + sum(weight * k for weight, k in zip(b, kappa, strict=True))).abs()
