# slip: returns numbers for verdicts | message: "expected booleans"

import torch


def verdicts(J, h):
    z = torch.linalg.eigvals(J)
    ode = bool((z.real < 0).all())
    return z.real.max(), (1 + h * z).abs().max(), (-2 * z.real / z.abs() ** 2).min() if ode else 0.0
