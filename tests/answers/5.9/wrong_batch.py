# slip: moves every sample by what the whole batch does | message: "with whoever else is in the batch"

import torch


def field(t, state):
    return -2 * state.flip(0) * torch.tensor([0.0, 1.0]) + state.mean(0)
