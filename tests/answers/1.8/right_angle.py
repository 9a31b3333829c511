# a turn by a small angle, as float32 tensors

import torch


def keep_both(L):
    angle = torch.tensor(L).float().rsqrt()
    return angle.cos(), angle.sin()
