# slip: takes the grid to be one unit long | message: "one unit long"


def variation(x, f):
    V = f.diff().abs().sum()
    return (x + f).diff().abs().sum(), (1 - V).abs(), 1 + V
