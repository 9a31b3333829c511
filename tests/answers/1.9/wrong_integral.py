# slip: integrates the step sizes over the grid | message: "multiplied by the grid"


def variation(x, f):
    V, length = f.diff().abs().sum(), x[-1] - x[0]
    return ((x + f).diff().abs() * x.diff()).sum(), (length - V).abs(), length + V
