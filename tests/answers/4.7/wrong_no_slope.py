# slip: forgets the slope | message: "The slope of the tanh is missing"


def along_path(x, weights, g, path):
    for i in reversed(path):
        g = g @ weights[i]
    return g
