# slip: wants the eigenvalues themselves to be small | message: "sizes do not matter"

import torch


def verdicts(J, h):
    z = torch.linalg.eigvals(J)
    ode = bool((z.real < 0).all())
    return (
        bool((z.abs() < 1).all()),
        bool(((h * z).abs() < 1).all()),
        ((-2 * z.real / z.abs() ** 2).min() if ode else 0.0),
    )
