# slip: a lower bound below zero | message: "never negative"


def variation(x, f):
    V, length = f.diff().abs().sum(), x[-1] - x[0]
    return (x + f).diff().abs().sum(), length - V, length + V
