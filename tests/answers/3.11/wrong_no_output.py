# slip: leaves x_L out of training | message: "At the end of the way forward the output x_L is there, too"


import itertools


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = range(0, L, every)
    own = [sum(sizes[s + 1 : s + every]) for s in starts]
    own[-1] = sum(sizes[starts[-1] + 1 :])
    return max(map(sum, itertools.pairwise(sizes))), sum(sizes[:-1]), sum(sizes[::every][: len(starts)]) + max(own)
