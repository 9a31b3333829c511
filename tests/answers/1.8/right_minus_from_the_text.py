# from the text: a branch that is subtracted


def keep_both(L):
    a = 0.6 ** (1 / (2 * L))
    return a, -((1 - a * a) ** 0.5)
