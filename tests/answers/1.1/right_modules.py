# two nn.Linear filled with the given weights

from torch import nn


def residual_block(x, W1, b1, W2, b2):
    first, second = nn.Linear(*W1.T.shape), nn.Linear(*W2.T.shape)
    first.weight, first.bias, second.weight, second.bias = map(nn.Parameter, (W1, b1, W2, b2))
    return nn.Sequential(first, nn.ReLU(), second)(x) + x
