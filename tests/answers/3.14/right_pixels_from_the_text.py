# from the text: map by map


def price(N, c_in, c_out, k, size):
    weights = c_in * k**2 + c_out * c_in
    work = weights * N * size**2
    moved = 4 * (weights + N * size * size * (c_in + c_in + c_in + c_out))
    return weights, work, (work + work) / moved
