# slip: stops one step early | message: "The last state is missing: the list ends with x_K"


def euler(f, x, h, steps):
    path = [x]
    for k in range(steps - 1):
        path.append(path[-1] + h * f(k * h, path[-1]))
    return path
