# from the text: Python's own complex numbers

import torch


def verdicts(J, h):
    eig = [complex(v) for v in torch.linalg.eig(J).eigenvalues.tolist()]
    ode = max(v.real for v in eig) < 0
    network = max(abs(1 + h * v) for v in eig) < 1
    return ode, network, min(-2 * v.real / abs(v) ** 2 for v in eig) if ode else 0
