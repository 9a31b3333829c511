# slip: cuts the lower bound off at 0 | message: "lower is "


def variation(x, f):
    tv, V, length = (x + f).diff().abs().sum(), f.diff().abs().sum(), x[-1] - x[0]
    return tv, (length - V).clamp(min=0), length + V
