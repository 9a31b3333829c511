# slip: averages the arrows at both ends | message: "states["


def euler(f, x, h, steps):
    path = [x]
    for k in range(steps):
        first = f(k * h, path[-1])
        path.append(path[-1] + h / 2 * (first + f((k + 1) * h, path[-1] + h * first)))
    return path
