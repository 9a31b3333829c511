# from the text: a float32 table and sums

import math

import torch


def order(solve, exact, counts, floor):
    errors = torch.zeros(len(counts))
    for i, n in enumerate(counts):
        errors[i] = ((solve(n) - exact) ** 2).sum().sqrt()
    x = [-math.log(n) for n, e in zip(counts, errors, strict=False) if e > floor]
    y = [math.log(e) for e in errors if e > floor]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    top = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=False))
    return errors, top / sum((a - mx) ** 2 for a in x)
