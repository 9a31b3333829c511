# slip: drops places of the order, not blocks | message: "Dropped are the places in the new order; expected the blocks"


def operate(network, x, dropped, order):
    kept = [i for i in range(len(network)) if i not in dropped]
    for i in kept:
        x = network[order[i]](x)
    return x
