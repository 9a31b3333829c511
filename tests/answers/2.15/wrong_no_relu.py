# slip: no ReLU | message: "The ReLU is missing"


def block(X, A, a, b, W):
    branch = (a @ X) @ W.T
    return A @ X + b[:, None] * branch[:, None]
