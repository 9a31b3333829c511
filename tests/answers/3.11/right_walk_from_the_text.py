# from the text: a walk with a counter

import numpy as np


def peaks(sizes, every):
    L = len(sizes) - 1
    kept, segment, worst = 0, 0, 0
    for l, s in enumerate(sizes):
        if l % every == 0 and l < L:
            kept += s
            segment = 0
        else:
            segment += s
            worst = max(worst, segment)
    inference = 0
    for l in range(L):
        inference = max(inference, sizes[l] + sizes[l + 1])
    return [inference, int(np.sum(sizes)), kept + worst]
