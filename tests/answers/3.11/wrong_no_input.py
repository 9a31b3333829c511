# slip: forgets the input of the stack | message: "The input x_0 is kept, too"

from itertools import pairwise


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = list(range(0, L, every))
    inner = [sum(sizes[s + 1 : s + every if s + every < L else L + 1]) for s in starts]
    return max(map(sum, pairwise(sizes))), sum(sizes[1:]), sum(sizes[s] for s in starts) + max(inner)
