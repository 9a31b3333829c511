# accident: recursion without end, with the limit taken away | status: crashed or timed out
import sys


def residual_block(x, W1, b1, W2, b2):
    sys.setrecursionlimit(10**9)
    return residual_block(x, W1, b1, W2, b2)
