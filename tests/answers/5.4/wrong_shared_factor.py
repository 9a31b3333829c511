# slip: shares the factor between V and W | message: "what the blocks add"


def refine(V, W, b, k):
    return (V / k**0.5).repeat_interleave(k, 0), (W / k**0.5).repeat_interleave(k, 0), b.repeat_interleave(k, 0)
