# a new Sequential of the same blocks

import torch


def operate(network, x, dropped, order):
    blocks = list(network.children())
    return torch.nn.Sequential(*[blocks[number] for number in order if number not in set(dropped)])(x)
