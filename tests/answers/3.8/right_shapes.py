# shapes first, then their products

from math import prod


def intensity(N, c_in, c_out, k, size, groups):
    x, W, y = (N, c_in, size, size), (c_out, c_in // groups, k, k), (N, c_out, size, size)
    flops = 2 * prod(y) * prod(W[1:])
    moved = sum(4 * prod(shape) for shape in (x, W, y))
    return [flops, moved, flops / moved]
