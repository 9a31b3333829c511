# sums of slices


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = range(0, L, every)
    segments = [sizes[s + 1 : s + every] for s in starts[:-1]] + [sizes[starts[-1] + 1 :]]
    inference = max(sizes[i] + sizes[i + 1] for i in range(L))
    return inference, sum(sizes), sum(sizes[s] for s in starts) + max(map(sum, segments))
