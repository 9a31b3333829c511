# from the text: one layer after the other


def price(N, c_in, c_out, k, size):
    def layer(inputs, outputs, window, groups):
        weights = outputs * (inputs // groups) * window**2
        numbers = N * inputs * size**2 + N * outputs * size**2 + weights
        return weights, weights * N * size**2, 4 * numbers

    rows = [layer(c_in, c_in, k, c_in), layer(c_in, c_out, 1, 1)]
    weights, work, moved = (sum(column) for column in zip(*rows, strict=True))
    return weights, work, 2 * work / moved
