# from the text: one block, then the rest of the operation


def operate(network, x, dropped, order):
    if not order:
        return x
    first, *rest = order
    h = x if first in dropped else network[first](x)
    return operate(network, h, dropped, rest)
