# largest real part and spectral radius of the network's own Jacobian

import torch


def verdicts(J, h):
    J = J.double()
    z = torch.linalg.eig(J)[0]
    step = torch.linalg.eigvals(torch.eye(len(J)) + h * J)
    ode = z.real.max() < 0
    largest = torch.where(z.real < 0, -2 * z.real / (z.real**2 + z.imag**2), 0.0)
    return ode, step.abs().max() < 1, largest.min()
