# the same branches with every hidden unit's sign turned: tanh is odd


def refine(V, W, b, k):
    V, W, b = (part.repeat_interleave(k, dim=0) for part in (V, W, b))
    return -V / k, -W, -b
