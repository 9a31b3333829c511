# half a turn on an ellipse, at a speed that changes in time, in float64

import math

import torch


def field(t, state):
    x, a = state.double().unbind(1)
    speed = math.pi * (1 + 0.5 * math.cos(2 * math.pi * t))
    return torch.stack([-2 * speed * a, speed * x / 2], dim=1)
