# accident: more files than a folder in memory holds | status: failed or crashed
def residual_block(x, W1, b1, W2, b2):
    for number in range(100_000):
        open(str(number), "w").close()
    return 0 * x
