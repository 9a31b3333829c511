# slip: leaves the imaginary parts out | message: "leaves out the imaginary parts"

import torch


def verdicts(J, h):
    z = torch.linalg.eigvals(J).real
    ode = bool((z < 0).all())
    return ode, bool(((1 + h * z).abs() < 1).all()), (-2 / z).min() if ode else 0.0
