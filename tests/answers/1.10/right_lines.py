# two straight lines


def extremes(x, V):
    return -V * x, V * x
