# slip: runs each block that is kept twice | message: "output["


def operate(network, x, dropped, order):
    for i in order:
        if i not in dropped:
            x = network[i](network[i](x))
    return x
