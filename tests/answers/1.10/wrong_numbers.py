# slip: two numbers instead of two functions on the grid | message: "has shape ()"


def extremes(x, V):
    return -V, V
