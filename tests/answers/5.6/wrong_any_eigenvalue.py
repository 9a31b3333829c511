# slip: asks for one stable eigenvalue, not for all | message: "One pair has a real part above zero: that error grows"

import torch


def verdicts(J, h):
    lam = torch.linalg.eigvals(J)
    ode, network = (lam.real < 0).any(), ((1 + h * lam).abs() < 1).any()
    return ode, network, (-2 * lam.real / lam.abs() ** 2).min().clamp(min=0)
