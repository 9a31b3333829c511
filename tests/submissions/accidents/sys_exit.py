# accident: sys.exit | status: crashed
import sys


def residual_block(x, W1, b1, W2, b2):
    sys.exit(0)
