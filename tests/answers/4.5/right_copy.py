# cuts up a copy, in float64

import copy


def operate(network, x, dropped, order):
    patient = copy.deepcopy(network).double()
    blocks = list(patient)
    chosen = list(order)
    for i in dropped:
        chosen.remove(i)
    x = x.double()
    for i in chosen:
        x = blocks[i](x)
    return x
