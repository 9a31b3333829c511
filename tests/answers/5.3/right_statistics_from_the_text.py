# from the text: the standard library's linear regression

import math
import statistics


def order(solve, exact, counts, floor):
    errors = [math.dist(solve(n).tolist(), exact.tolist()) for n in counts]
    points = [(-math.log(n), math.log(e)) for n, e in zip(counts, errors, strict=False) if e > floor]
    return errors, statistics.linear_regression(*zip(*points, strict=False)).slope
