# one group after the other

import numpy


def intensity(N, c_in, c_out, k, size, groups):
    flops, moved = numpy.int64(0), numpy.int64(0)
    for _ in range(groups):
        a, b = c_in // groups, c_out // groups
        flops += 2 * N * a * b * k**2 * size**2
        moved += 4 * (N * size**2 * (a + b) + a * b * k**2)
    return flops, moved, numpy.float64(flops) / numpy.float64(moved)
