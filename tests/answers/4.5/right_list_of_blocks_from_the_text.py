# from the text: a list of the network's children


def operate(network, x, dropped, order):
    blocks = list(network.children())
    for block in [blocks[i] for i in order if i not in set(dropped)]:
        x = block(x)
    return x
