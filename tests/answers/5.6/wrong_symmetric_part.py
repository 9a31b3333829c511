# slip: looks at the symmetric part | message: "Its symmetric part is not negative"

import torch


def verdicts(J, h):
    z, s = torch.linalg.eigvals(J), torch.linalg.eigvalsh(J + J.T)
    ode = bool((z.real < 0).all())
    return bool((s < 0).all()), bool(((1 + h * z).abs() < 1).all()), (-2 * z.real / z.abs() ** 2).min() if ode else 0.0
