# companion matrices of two polynomials

import torch


def one_sense_only(h):
    def companion(total, product):
        return torch.tensor([[0.0, 1.0], [-product / h**2, total / h]], dtype=torch.float64)

    return companion(-2.5 - 3.0, 2.5 * 3.0), companion(-1.0, 0.5**2 + 1.2**2)
