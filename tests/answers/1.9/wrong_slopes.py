# slip: divides by the grid's steps | message: "divided by the grid"


def variation(x, f):
    V, length = f.diff().abs().sum(), x[-1] - x[0]
    return ((x + f).diff() / x.diff()).abs().sum(), (length - V).abs(), length + V
