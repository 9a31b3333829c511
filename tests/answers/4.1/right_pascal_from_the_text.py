# from the text: Pascal's triangle


def count_paths(n, low, high):
    row = [1]
    for _ in range(n):
        row = [a + b for a, b in zip([0, *row], [*row, 0], strict=False)]
    return row, sum(row[low : high + 1]) / 2**n
