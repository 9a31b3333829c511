# slip: divides W instead of V | message: "that bends the field"


def refine(V, W, b, k):
    V, W, b = (part.repeat_interleave(k, dim=0) for part in (V, W, b))
    return V, W / k, b
