# functools.reduce

from functools import reduce


def operate(network, x, dropped, order):
    blocks = (network[i] for i in order if i not in dropped)
    return reduce(lambda state, block: block(state), blocks, x)
