# slices of a list with a sentinel

import itertools


def peaks(sizes, every):
    heads = sizes[:-1][::every]
    bodies = [sizes[:-1][i + 1 : i + every] for i in range(0, len(sizes) - 1, every)]
    bodies[-1] = [*bodies[-1], sizes[-1]]
    both = [a + b for a, b in itertools.pairwise(sizes)]
    return [max(both), sum(sizes), sum(heads) + max(map(sum, bodies))]
