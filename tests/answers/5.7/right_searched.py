# lists of numbers, the spiral's speed found by a search


def one_sense_only(h):
    a, w = -0.3 / h, 0.0
    while abs(complex(1 + h * a, h * w)) <= 1.2:
        w += 0.01 / h
    return [[-2.4 / h, 0.0], [0.0, -1.0 / h]], [[a, w], [-w, a]]
