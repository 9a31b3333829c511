# slip: measures f instead of x + f | message: "variation of f"


def variation(x, f):
    V, length = f.diff().abs().sum(), x[-1] - x[0]
    return V, (length - V).abs(), length + V
