# slip: returns x + f instead of f | message: "TV(f_low)"


def extremes(x, V):
    return x - V * x, x + V * x
