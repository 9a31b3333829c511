# lets autograd read the matrix off

import torch


def one_matrix(weights):
    def block(x):
        h = x
        for W in weights:
            h = torch.nn.functional.linear(h, W)
        return x + h

    return torch.autograd.functional.jacobian(block, torch.zeros(weights[0].shape[1], dtype=weights[0].dtype))
