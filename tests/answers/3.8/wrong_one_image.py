# slip: counts one image only | message: "That is one image; there are N"


def intensity(N, c_in, c_out, k, size, groups):
    weights = c_out * k * k * c_in // groups
    flops, moved = 2 * weights * size**2, 4 * (weights + size**2 * (c_in + c_out))
    return flops, moved, flops / moved
