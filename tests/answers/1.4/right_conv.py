# both are a 1x1 convolution: padding is the one with the matrix [I; 0]

import torch


def shortcut(x, channels, stride, weight):
    if weight is None:
        weight = torch.eye(channels, x.shape[1], dtype=x.dtype)
    return torch.nn.functional.conv2d(x, weight[:, :, None, None], stride=stride)
