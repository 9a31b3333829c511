# from the text: Python's complex numbers


def growth(re, im, A, b):
    out = []
    for x, y in zip(re.tolist(), im.tolist(), strict=False):
        z, k = complex(x, y), []
        for row in A.tolist():
            k.append(z * (1 + sum(a * q for a, q in zip(row, k, strict=False))))
        out.append(abs(1 + sum(w * q for w, q in zip(b.tolist(), k, strict=False))))
    return out
