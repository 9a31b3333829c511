# slip: a block left out gives zero | message: "not zero: its shortcut stays"


def operate(network, x, dropped, order):
    for index in order:
        x = network[index](x) if index not in dropped else 0 * x
    return x
