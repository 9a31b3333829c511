# from the text: time carried along, tensors cloned


def euler(f, x, h, steps):
    t, path = 0.0, [x.clone()]
    while len(path) <= steps:
        arrow = f(t, path[-1].clone())
        path.append(path[-1].add(arrow, alpha=h))
        t += h
    return tuple(path)
