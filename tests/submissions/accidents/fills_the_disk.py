# accident: writes without end | status: crashed or timed out
def residual_block(x, W1, b1, W2, b2):
    for number in range(10_000):
        with open(f"file-{number}", "wb") as file:
            for _ in range(100):
                file.write(bytes(1 << 20))
