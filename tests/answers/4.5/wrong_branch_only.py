# slip: hands on the branch without the shortcut | message: "The shortcuts are gone"


def operate(network, x, dropped, order):
    for index in order:
        if index not in dropped:
            x = network[index].residual(x)
    return x
