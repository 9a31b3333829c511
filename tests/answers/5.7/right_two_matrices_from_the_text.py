# from the text: divided by h

import torch


def one_sense_only(h):
    overshoot = torch.tensor([[-3.0, 0.0], [0.0, -3.0]]) / h
    spiral = torch.tensor([[-1.0, 1.5], [-1.5, -1.0]]) / h
    return overshoot, spiral
