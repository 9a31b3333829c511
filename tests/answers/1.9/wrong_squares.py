# slip: squares the steps | message: "squared"


def variation(x, f):
    V, length = f.diff().abs().sum(), x[-1] - x[0]
    return (x + f).diff().square().sum(), (length - V).abs(), length + V
