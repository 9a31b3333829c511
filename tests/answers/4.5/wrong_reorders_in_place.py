# slip: sorts the network's own blocks | message: "still in the new order"


def operate(network, x, dropped, order):
    blocks = [network[i] for i in order]
    for place, block in enumerate(blocks):
        network[place] = block
    for index, block in zip(order, blocks, strict=True):
        if index not in dropped:
            x = block(x)
    return x
