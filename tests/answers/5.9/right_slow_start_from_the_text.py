# from the text: half a turn that starts slowly

import math

import torch


def field(t, state):
    speed = 2 * math.pi * t
    turn = torch.tensor([[0.0, speed], [-speed, 0.0]], dtype=state.dtype)
    return state @ turn
