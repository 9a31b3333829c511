# accident: the cell itself never comes to its end | status: timed out
FOREVER = sum(0 for _ in iter(int, 1))


def residual_block(x, W1, b1, W2, b2):
    return x
