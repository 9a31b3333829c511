# one state at a time, in plain numbers; three half turns

import math

import torch


def field(t, state):
    return torch.tensor([[-3 * math.pi * a, 3 * math.pi * x] for x, a in state.tolist()], dtype=state.dtype)
