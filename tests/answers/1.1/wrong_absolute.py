# slip: takes absolute values where the ReLU belongs | message: "y["


def residual_block(x, W1, b1, W2, b2):
    return x + (x @ W1.T + b1).abs() @ W2.T + b2
