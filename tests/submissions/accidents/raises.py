# accident: an exception | status: crashed
def residual_block(x, W1, b1, W2, b2):
    return x @ 1 / 0
