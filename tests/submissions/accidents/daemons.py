# accident: leaves processes of other sessions behind | status: failed or crashed
import os
import time


def residual_block(x, W1, b1, W2, b2):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(1000)
            os._exit(0)
    return 0 * x
