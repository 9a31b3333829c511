# slip: lets ups and downs cancel | message: "Ups and downs cancel"


def variation(x, f):
    V, length = f.diff().abs().sum(), x[-1] - x[0]
    return (x + f).diff().sum().abs(), (length - V).abs(), length + V
