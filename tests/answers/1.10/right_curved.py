# f_high = V x^2, and numpy


def extremes(x, V):
    x = x.numpy()
    return -V * x, V * x**2
