# slip: fits against the number of steps | message: "That is the slope against log n; against log h, with h = 1/n, the"

import numpy as np


def order(solve, exact, counts, floor):
    errors = [float((solve(n) - exact).norm()) for n in counts]
    kept = [(n, e) for n, e in zip(counts, errors, strict=False) if e > floor]
    n, e = np.array(kept).T
    return errors, float(np.polyfit(np.log(n), np.log(e), 1)[0])
