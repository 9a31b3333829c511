# accident: a list within a list within a list | status: failed
def residual_block(x, W1, b1, W2, b2):
    y = [x]
    for _ in range(100_000):
        y = [y]
    return y
