# from the text: step by step


def intensity(N, c_in, c_out, k, size, groups):
    weights = c_out * (c_in // groups) * k * k
    pixels = size * size
    flops = 2 * N * weights * pixels
    numbers = N * c_in * pixels + weights + N * c_out * pixels
    return flops, 4 * numbers, flops / (4 * numbers)
