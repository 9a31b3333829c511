# slip: divides without remainder | message: "// divides whole numbers"


def intensity(N, c_in, c_out, k, size, groups):
    weights, pixels = c_out * (c_in // groups) * k * k, N * size * size
    flops, moved = 2 * weights * pixels, 4 * (pixels * (c_in + c_out) + weights)
    return flops, moved, flops // moved
