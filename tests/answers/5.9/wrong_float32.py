# slip: single precision for double | message: "came back as float32, which keeps 7 digits"

import math

import torch


def field(t, state):
    return torch.tensor([[-math.pi * a, math.pi * x] for x, a in state.tolist()])
