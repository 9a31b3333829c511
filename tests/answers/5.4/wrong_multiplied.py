# slip: multiplies by k | message: "a finer step is a smaller one"


def refine(V, W, b, k):
    V, W, b = (part.repeat_interleave(k, dim=0) for part in (V, W, b))
    return V * k, W, b
