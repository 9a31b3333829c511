# Pascal's triangle, row after row


def count_paths(n, low, high):
    counts = [1]
    for _ in range(n):
        counts = [a + b for a, b in zip([0, *counts], [*counts, 0], strict=True)]
    inside = sum(count for k, count in enumerate(counts) if low <= k <= high)
    return counts, inside / sum(counts)
