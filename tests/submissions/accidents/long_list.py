# accident: a list of 600,000 numbers | status: failed or crashed or timed out
def residual_block(x, W1, b1, W2, b2):
    return [0.5] * 600_000
