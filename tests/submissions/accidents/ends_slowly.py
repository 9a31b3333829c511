# accident: every call takes its time and then takes the process down | status: timed out
import os
import time


def residual_block(x, W1, b1, W2, b2):
    time.sleep(2.2)
    os._exit(0)
