# slip: adds up the lengths: all paths up to each | message: "Those are added up over the lengths; expected each"

import torch


def by_length(x, weights):
    sums = [x]
    for W in weights:
        moved = [s @ W.T for s in sums]
        sums = [a + b for a, b in zip([*sums, torch.zeros_like(x)], [torch.zeros_like(x), *moved], strict=False)]
    return list(torch.stack(sums).cumsum(0))
