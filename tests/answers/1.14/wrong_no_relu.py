# slip: forgets the ReLU | message: "The ReLU is missing"


def gradients(x, W, a, g):
    return (g * (x @ W.T)).sum(), a * g.T @ x
