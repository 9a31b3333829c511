# in float64 all along


def best_field(x, t, points):
    X, P = x.double(), points.double()
    w = (-((X[:, None] - t * P) ** 2).sum(-1) / 2 / (1 - t) ** 2).softmax(-1)
    return ((w @ P - X) / (1 - t)).to(x.dtype)
