# slip: runs the blocks that it should leave out | message: "leaves out the others"


def operate(network, x, dropped, order):
    for index in order:
        if index in dropped:
            x = network[index](x)
    return x
