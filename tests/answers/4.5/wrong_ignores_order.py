# slip: drops, but keeps the old order | message: "still run in their old order"


def operate(network, x, dropped, order):
    for index, block in enumerate(network):
        if index not in dropped:
            x = block(x)
    return x
