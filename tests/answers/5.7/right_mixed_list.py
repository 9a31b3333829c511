# lists with whole numbers among them


def one_sense_only(h):
    overshoot = [[-2.5 / h, 0], [0, -0.5 / h]]
    spiral = [[-0.5 / h, 1.2 / h], [-1.2 / h, -0.5 / h]]
    return overshoot, spiral
