# from the text: a new nn.Sequential

import torch
from torch import nn


def operate(network, x, dropped, order):
    blocks = list(network.children())
    with torch.no_grad():
        return nn.Sequential(*[blocks[i] for i in order if i not in set(dropped)])(x)
