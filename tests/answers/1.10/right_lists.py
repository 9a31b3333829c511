# lists of plain numbers


def extremes(x, V):
    return [-V * float(t) for t in x], [V * float(t) for t in x]
