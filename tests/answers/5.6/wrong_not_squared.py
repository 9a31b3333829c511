# slip: divides by the modulus, not by its square | message: "h_max is "

import torch


def verdicts(J, h):
    lam = torch.linalg.eigvals(J)
    ode, network = (lam.real < 0).all(), ((1 + h * lam).abs() < 1).all()
    return ode, network, (-2 * lam.real / lam.abs()).min().clamp(min=0)
