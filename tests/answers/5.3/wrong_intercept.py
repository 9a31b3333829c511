# slip: returns the other coefficient of the line | message: "That is log C, the line's height at h = 1"

import numpy as np


def order(solve, exact, counts, floor):
    errors = [float((solve(n) - exact).norm()) for n in counts]
    kept = [(1 / n, e) for n, e in zip(counts, errors, strict=False) if e > floor]
    h, e = np.array(kept).T
    return errors, float(np.polyfit(np.log(h), np.log(e), 1)[1])
