# slip: lists the terms the other way round | message: "reverse order"

import torch


def mended(x, weights):
    states = [x]
    for W in weights:
        states.append(states[-1] + W @ states[-1])
    terms, product = [], torch.eye(len(x), dtype=x.dtype)
    for i in range(len(weights), 0, -1):
        terms.append(product @ states[i - 1])
        product = product @ weights[i - 1]
    return 3, [*terms, product @ x][::-1]
