# a new Sequential of the same blocks

import torch


def operate(network, x, dropped, order):
    return torch.nn.Sequential(*(network[i] for i in order if i not in dropped))(x)
