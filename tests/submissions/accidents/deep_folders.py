# accident: folders within folders, deeper than any recursion goes | status: failed or crashed
import os


def residual_block(x, W1, b1, W2, b2):
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")
    return 0 * x
