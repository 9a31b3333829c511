# numpy's polynomial fit

import numpy
import torch


def order(solve, exact, counts, floor):
    errors = [torch.linalg.vector_norm(solve(n) - exact).item() for n in counts]
    kept = [(n, error) for n, error in zip(counts, errors, strict=True) if error > floor]
    h, e = numpy.array([1 / n for n, _ in kept]), numpy.array([error for _, error in kept])
    return errors, float(numpy.polyfit(numpy.log(h), numpy.log(e), 1)[0])
