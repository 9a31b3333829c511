# slip: runs the whole stack k times | message: "depth is time"


def refine(V, W, b, k):
    return V.repeat(k, 1, 1) / k, W.repeat(k, 1, 1), b.repeat(k, 1)
