# slip: counts the checkpoints alone | message: "its activations are alive then"

from itertools import pairwise


def peaks(sizes, every):
    L = len(sizes) - 1
    kept = sum(sizes[s] for s in range(0, L, every))
    return max(map(sum, pairwise(sizes))), sum(sizes), kept
