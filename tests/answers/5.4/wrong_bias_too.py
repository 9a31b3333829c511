# slip: divides b as well | message: "b is divided too"


def refine(V, W, b, k):
    V, W, b = (part.repeat_interleave(k, dim=0) for part in (V, W, b))
    return V / k, W, b / k
