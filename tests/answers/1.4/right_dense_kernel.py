# one 1x1 convolution for both cures

import torch


def shortcut(x, channels, stride, weight):
    if weight is None:
        weight = torch.eye(channels, x.shape[1], dtype=x.dtype)
    return torch.nn.functional.conv2d(x, weight[:, :, None, None], stride=stride)
