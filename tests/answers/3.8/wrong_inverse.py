# slip: divides the wrong way round | message: "bytes for each FLOP"


def intensity(N, c_in, c_out, k, size, groups):
    weights, pixels = c_out * (c_in // groups) * k * k, N * size * size
    flops, moved = 2 * weights * pixels, 4 * (pixels * (c_in + c_out) + weights)
    return flops, moved, moved / flops
