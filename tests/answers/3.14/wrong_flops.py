# slip: counts operations | message: "a multiply-add is counted once here"


def price(N, c_in, c_out, k, size):
    weights = k * k * c_in + c_in * c_out
    work = 2 * weights * N * size**2
    moved = 4 * (N * size**2 * (3 * c_in + c_out) + weights)
    return weights, work, work / moved
