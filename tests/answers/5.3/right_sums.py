# the textbook formula with sums, in plain numbers

import math


def order(solve, exact, counts, floor):
    errors = [math.dist(solve(n).tolist(), exact.tolist()) for n in counts]
    points = [(math.log10(1 / n), math.log10(e)) for n, e in zip(counts, errors, strict=True) if e > floor]
    m = len(points)
    sx, sy = sum(x for x, _ in points), sum(y for _, y in points)
    sxx, sxy = sum(x * x for x, _ in points), sum(x * y for x, y in points)
    return errors, (m * sxy - sx * sy) / (m * sxx - sx * sx)
