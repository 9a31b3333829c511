# slip: as many windows as outputs | message: "it has c_in channels"


def price(N, c_in, c_out, k, size):
    weights = k * k * c_out + c_in * c_out
    work = weights * N * size**2
    moved = 4 * (N * size**2 * (3 * c_in + c_out) + weights)
    return weights, work, 2 * work / moved
