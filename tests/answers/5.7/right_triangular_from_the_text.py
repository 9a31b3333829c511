# from the text: triangular, and a skewed spiral


def one_sense_only(h):
    overshoot = [[-2.5 / h, 1 / h], [0, -3 / h]]
    a, w = -0.6 / h, 1.2 / h
    spiral = [[a, 2 * w], [-w / 2, a]]
    return overshoot, spiral
