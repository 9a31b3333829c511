# the largest stable step is searched for

import torch


def verdicts(J, h):
    z = torch.linalg.eigvals(J.double())

    def stable(step):
        return bool(((1 + step * z).abs() < 1).all())

    if not (z.real < 0).all():
        return False, stable(h), 0.0
    low, high = 1e-9, 1e6
    for _ in range(120):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if stable(middle) else (low, middle)
    return True, stable(h), low
