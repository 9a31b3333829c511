# accident: prints without end | status: timed out
import sys


def residual_block(x, W1, b1, W2, b2):
    while True:
        print("hello" * 1000, flush=True)
        print("hello" * 1000, file=sys.stderr, flush=True)
