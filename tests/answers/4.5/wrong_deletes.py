# slip: deletes the blocks | message: "delete none"


def operate(network, x, dropped, order):
    blocks = [network[i] for i in order if i not in dropped]
    for i in sorted(dropped, reverse=True):
        del network[i]
    for block in blocks:
        x = block(x)
    return x
