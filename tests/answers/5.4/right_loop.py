# lists of blocks, float64


def refine(V, W, b, k):
    blocks = [(v.double() * (1.0 / k), w, c) for v, w, c in zip(V, W, b, strict=True) for _ in range(k)]
    return tuple([block[part] for block in blocks] for part in range(3))
