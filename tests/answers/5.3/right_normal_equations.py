# the normal equations with a constant

import numpy as np


def order(solve, exact, counts, floor):
    errors = np.array([np.linalg.norm((solve(n) - exact).numpy()) for n in counts], dtype=float)
    used = errors > floor
    M = np.vstack([np.ones(used.sum()), -np.log(np.array(counts)[used])]).T
    constant, p = np.linalg.solve(M.T @ M, M.T @ np.log(errors[used]))
    return errors, p
