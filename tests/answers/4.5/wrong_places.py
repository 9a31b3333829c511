# slip: drops places of the new order | message: "Dropped are the places in the new order"


def operate(network, x, dropped, order):
    for place, index in enumerate(order):
        if place not in dropped:
            x = network[index](x)
    return x
