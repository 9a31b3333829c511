# slip: rises by half of V | message: "half as far"


def extremes(x, V):
    return -V * x / 2, V * x / 2
