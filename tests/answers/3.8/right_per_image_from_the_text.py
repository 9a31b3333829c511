# from the text: one image first, then N of them


def intensity(N, c_in, c_out, k, size, groups):
    pixels = size * size
    weights = c_out * k * k * c_in // groups
    flops = N * (2 * weights * pixels)
    numbers = weights + N * pixels * (c_in + c_out)
    return flops, 4 * numbers, flops / (4 * numbers)
