# accident: a loop that never ends and swallows every exception | status: timed out
def residual_block(x, W1, b1, W2, b2):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
