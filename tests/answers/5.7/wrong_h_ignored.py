# slip: forgets that the step differs from case to case | message: "overshoot changes an error by at most"

import torch


def one_sense_only(h):
    return torch.tensor([[-3.0, 0.0], [0.0, -3.0]]), torch.tensor([[-0.5, 1.2], [-1.2, -0.5]])
