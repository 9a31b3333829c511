# slip: counts numbers, not bytes | message: "in float32 each has 4 bytes"


def intensity(N, c_in, c_out, k, size, groups):
    weights, pixels = c_out * (c_in // groups) * k * k, N * size * size
    flops, moved = 2 * weights * pixels, pixels * (c_in + c_out) + weights
    return flops, moved, flops / moved
