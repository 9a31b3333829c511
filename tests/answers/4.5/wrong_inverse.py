# slip: reads order as the new place of each block | message: "order[0] is the block that runs first"


def operate(network, x, dropped, order):
    for place in range(len(network)):
        index = order.index(place)
        if index not in dropped:
            x = network[index](x)
    return x
