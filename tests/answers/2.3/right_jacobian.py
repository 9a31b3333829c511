# the whole Jacobian of all energies by all inputs

import torch
from torch.autograd.functional import jacobian


def dead(x, weights, biases, v):
    def energies(h, kind):
        for W, b in zip(weights, biases, strict=True):
            z = h @ W.T + b
            h = torch.relu(z) if kind == 0 else h + torch.relu(z) if kind == 1 else torch.relu(h + z)
        return h @ v

    gradients = [jacobian(lambda h, kind=kind: energies(h, kind), x).diagonal().T for kind in range(3)]
    return tuple(gradient.abs().sum(1) == 0 for gradient in gradients)
