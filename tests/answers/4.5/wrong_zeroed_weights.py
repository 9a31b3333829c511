# slip: zeroes the weights and never gives them back | message: "were its weights changed?"

import torch


def operate(network, x, dropped, order):
    with torch.no_grad():
        for index in dropped:
            for parameter in network[index].parameters():
                parameter.zero_()
    for index in order:
        x = network[index](x)
    return x
