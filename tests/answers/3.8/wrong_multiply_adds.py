# slip: counts multiply-adds | message: "A multiply-add is two floating-point operations"


def intensity(N, c_in, c_out, k, size, groups):
    weights, pixels = c_out * (c_in // groups) * k * k, N * size * size
    flops, moved = weights * pixels, 4 * (pixels * (c_in + c_out) + weights)
    return flops, moved, flops / moved
