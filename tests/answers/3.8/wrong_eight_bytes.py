# slip: counts 8 bytes a number | message: "In float32 a number has 4 bytes, not 8"


def intensity(N, c_in, c_out, k, size, groups):
    weights = c_out * k * k * c_in // groups
    flops, moved = 2 * N * weights * size**2, 8 * (weights + N * size**2 * (c_in + c_out))
    return flops, moved, flops / moved
