# slip: forgets the groups | message: "The groups are missing"


def intensity(N, c_in, c_out, k, size, groups):
    weights, pixels = c_out * c_in * k * k, N * size * size
    flops, moved = 2 * weights * pixels, 4 * (pixels * (c_in + c_out) + weights)
    return flops, moved, flops / moved
