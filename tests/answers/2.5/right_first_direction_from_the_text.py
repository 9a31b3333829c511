# from the text: one direction up

import torch


def witnesses(r, L, D):
    high = torch.zeros(D, D)
    high[0, 0] = r
    return high, torch.eye(D) * -min(1.0, r)
