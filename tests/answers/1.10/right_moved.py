# the same shapes, moved up and down, float32


def extremes(x, V):
    return (3 - V * x).float(), (V * x - 7).float()
