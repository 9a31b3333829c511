# accident: a thousand threads | status: crashed or timed out or failed
import threading
import time


def residual_block(x, W1, b1, W2, b2):
    for _ in range(1000):
        threading.Thread(target=time.sleep, args=(1000,)).start()
    return 0 * x
