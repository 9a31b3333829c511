# slip: forgets that the output is written | message: "The output is written, too"


def intensity(N, c_in, c_out, k, size, groups):
    weights, pixels = c_out * (c_in // groups) * k * k, N * size * size
    flops, moved = 2 * weights * pixels, 4 * (pixels * c_in + weights)
    return flops, moved, flops / moved
