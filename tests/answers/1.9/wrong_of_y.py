# slip: puts the variation of y into its own bounds | message: "not that of y"


def variation(x, f):
    y = x + f
    V, length = y.diff().abs().sum(), x[-1] - x[0]
    return V, (length - V).abs(), length + V
