# from the text: always a 1x1 convolution, padding with (I; 0)

import torch
from torch.nn.functional import conv2d


def shortcut(x, channels, stride, weight):
    if weight is None:
        weight = torch.zeros(channels, x.shape[1], dtype=x.dtype)
        weight.fill_diagonal_(1)
    return conv2d(x, weight.unsqueeze(-1).unsqueeze(-1), stride=stride)
