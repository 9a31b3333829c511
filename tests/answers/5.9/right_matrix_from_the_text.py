# a rotation's generator, as a matrix

import math

import torch


def field(t, state):
    return state @ torch.tensor([[0, math.pi], [-math.pi, 0]], dtype=state.dtype)
