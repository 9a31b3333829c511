# slip: scales and forgets the copies | message: "as many blocks as before"


def refine(V, W, b, k):
    return V / k, W, b
