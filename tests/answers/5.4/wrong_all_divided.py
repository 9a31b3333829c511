# slip: divides all weights | message: "All weights are divided"


def refine(V, W, b, k):
    return tuple(part.repeat_interleave(k, dim=0) / k for part in (V, W, b))
