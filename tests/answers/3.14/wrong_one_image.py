# slip: counts one image | message: "That is one image"


def price(N, c_in, c_out, k, size):
    weights = k * k * c_in + c_in * c_out
    work = weights * size**2
    moved = 4 * (N * size**2 * (3 * c_in + c_out) + weights)
    return weights, work, 2 * N * work / moved
