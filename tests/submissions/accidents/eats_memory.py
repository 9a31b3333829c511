# accident: takes memory bit by bit | status: crashed or timed out
def residual_block(x, W1, b1, W2, b2):
    kept = []
    while True:
        kept.append(bytearray(50 << 20))
