# slip: copies without a smaller step | message: "k times too much"


def refine(V, W, b, k):
    return tuple(part.repeat_interleave(k, dim=0) for part in (V, W, b))
