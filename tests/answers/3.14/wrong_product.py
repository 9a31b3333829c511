# slip: multiplies the two | message: "their weights add up"


def price(N, c_in, c_out, k, size):
    weights = k * k * c_in * c_in * c_out
    work = weights * N * size**2
    moved = 4 * (N * size**2 * (3 * c_in + c_out) + weights)
    return weights, work, 2 * work / moved
