# one factor after the other, as a tuple


def count_paths(n, low, high):
    counts = (1,)
    for k in range(n):
        counts += (counts[-1] * (n - k) // (k + 1),)
    inside = [count for k, count in enumerate(counts) if low <= k <= high]
    return counts, sum(inside) / sum(counts)
