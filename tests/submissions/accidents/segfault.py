# accident: a segmentation fault | status: crashed
import ctypes


def residual_block(x, W1, b1, W2, b2):
    ctypes.string_at(0)
