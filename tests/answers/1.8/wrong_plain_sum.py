# slip: x + f: variance doubles in each block | message: "the variance is multiplied by"


def keep_both(L):
    return 1.0, 1.0
