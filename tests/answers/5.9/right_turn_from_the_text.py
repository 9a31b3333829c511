# from the text: half a turn

import math

import torch


def field(t, state):
    x, a = state[:, 0], state[:, 1]
    return torch.stack((-math.pi * a, math.pi * x), dim=1)
