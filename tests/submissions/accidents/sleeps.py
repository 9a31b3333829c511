# accident: sleeps where no signal wakes it | status: timed out
import signal
import time


def residual_block(x, W1, b1, W2, b2):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    time.sleep(10_000)
