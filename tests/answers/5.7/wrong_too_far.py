# slip: goes so far that half the step does not help | message: "unstable by too much"

import torch


def one_sense_only(h):
    return -5 / h * torch.eye(2), torch.tensor([[-0.5, 1.2], [-1.2, -0.5]]) / h
