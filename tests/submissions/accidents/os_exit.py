# accident: the process ends itself without a word | status: crashed
import os


def residual_block(x, W1, b1, W2, b2):
    os._exit(0)
