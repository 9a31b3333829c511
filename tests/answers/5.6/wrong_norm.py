# slip: asks whether the norm of I + h J is below 1 | message: "The norm of I + h J is above 1"

import torch


def verdicts(J, h):
    z = torch.linalg.eigvals(J)
    ode = bool((z.real < 0).all())
    step = torch.eye(len(J), dtype=J.dtype) + h * J
    small = bool(torch.linalg.matrix_norm(step, 2) < 1)
    return ode, small, (-2 * z.real / z.abs() ** 2).min() if ode else 0.0
