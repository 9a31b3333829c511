# slip: the two are exchanged | message: "Which direction works against x"


def extremes(x, V):
    return V * x, -V * x
