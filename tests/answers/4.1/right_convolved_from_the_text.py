# from the text: each block adds a choice: row by row of Pascal's triangle


def count_paths(n, low, high):
    counts = [1]
    for _ in range(n):
        counts = [a + b for a, b in zip([0, *counts], [*counts, 0], strict=False)]
    share = 0.0
    for k, count in enumerate(counts):
        if low <= k <= high:
            share += count / 2**n
    return counts, share
