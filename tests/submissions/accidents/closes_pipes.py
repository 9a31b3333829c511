# accident: closes every file it finds | status: crashed
import os


def residual_block(x, W1, b1, W2, b2):
    os.closerange(3, 1024)
    return x
