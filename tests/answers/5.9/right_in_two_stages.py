# step aside first, then cross, with a speed that rises and falls smoothly

import math

import torch


def field(t, state):
    x, a = state[:, 0], state[:, 1]
    if t < 0.5:
        speed = 8 * math.sin(2 * math.pi * t) ** 2
        return torch.stack([0 * x, speed * x], dim=1) / 2
    speed = 8 * math.sin(2 * math.pi * t) ** 2
    return torch.stack([-speed * a, 0 * a], dim=1)
