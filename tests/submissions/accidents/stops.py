# accident: stops itself | status: timed out or crashed
import os
import signal


def residual_block(x, W1, b1, W2, b2):
    os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        pass
