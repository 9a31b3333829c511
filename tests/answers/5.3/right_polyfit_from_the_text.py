# from the text: numpy.polyfit

import math

import numpy as np
import torch


def order(solve, exact, counts, floor):
    errors = [torch.linalg.norm(solve(n) - exact).item() for n in counts]
    used = [(math.log(1 / n), math.log(e)) for n, e in zip(counts, errors, strict=False) if e > floor]
    slope, _ = np.polyfit(*zip(*used, strict=False), 1)
    return errors, slope
