# from the text: a loop with continue


def operate(network, x, dropped, order):
    for i in order:
        if i in dropped:
            continue
        x = network[i](x)
    return x
