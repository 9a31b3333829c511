# slip: stops where 1 + h lambda is zero | message: "That is half of it"

import torch


def verdicts(J, h):
    z = torch.linalg.eigvals(J)
    ode = bool((z.real < 0).all())
    return ode, bool(((1 + h * z).abs() < 1).all()), (-z.real / z.abs() ** 2).min() if ode else 0.0
