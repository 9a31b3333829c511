# slip: x + f/L: nearly the identity | message: "doing nothing"


def keep_both(L):
    return 1.0, 1.0 / L
