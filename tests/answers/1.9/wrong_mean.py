# slip: takes the mean step | message: "a variation is the sum"


def variation(x, f):
    V, length = f.diff().abs().sum(), x[-1] - x[0]
    return (x + f).diff().abs().mean(), (length - V).abs(), length + V
