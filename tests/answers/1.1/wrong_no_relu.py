# slip: forgets the ReLU | message: "ReLU between the two layers is missing"


def residual_block(x, W1, b1, W2, b2):
    return x + (x @ W1.T + b1) @ W2.T + b2
