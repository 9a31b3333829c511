# from the text: functools.reduce, the identity added in place on its diagonal

from functools import reduce


def one_matrix(weights):
    M = reduce(lambda below, above: above @ below, weights).clone()
    M.diagonal().add_(1)
    return M
