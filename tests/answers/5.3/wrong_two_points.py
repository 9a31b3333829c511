# slip: joins the first point and the last | message: "joins the first point and the last"

import math

import torch


def order(solve, exact, counts, floor):
    errors = torch.stack([(solve(n) - exact).norm() for n in counts])
    kept = [(n, e) for n, e in zip(counts, errors.tolist(), strict=True) if e > floor]
    (n, e), (m, d) = kept[0], kept[-1]
    return errors, math.log(e / d) / math.log(m / n)
