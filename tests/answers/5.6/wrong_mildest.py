# slip: takes the mildest eigenvalue's step | message: "the most demanding one decides"

import torch


def verdicts(J, h):
    z = torch.linalg.eigvals(J)
    ode = bool((z.real < 0).all())
    return ode, bool(((1 + h * z).abs() < 1).all()), (-2 * z.real / z.abs() ** 2).max() if ode else 0.0
