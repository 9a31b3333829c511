# slip: divides by the square root of k | message: "square root of k"


def refine(V, W, b, k):
    V, W, b = (part.repeat_interleave(k, dim=0) for part in (V, W, b))
    return V / k**0.5, W, b
