# from the text: exactly a quarter of the input, the least that is asked


def keep_both(L):
    a = 0.25 ** (1 / L)
    return a, (1 - a * a) ** 0.5
