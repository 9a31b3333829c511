# slip: takes the range of the branch for its variation | message: "lower is "


def variation(x, f):
    tv, V, length = (x + f).diff().abs().sum(), f.max() - f.min(), x[-1] - x[0]
    return tv, abs(length - V), length + V
