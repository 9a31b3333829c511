# slip: multiplies in the wrong order | message: "stands left"

import torch


def mended(x, weights):
    states = [x]
    for W in weights:
        states.append(states[-1] + W @ states[-1])
    terms, product = [], torch.eye(len(x), dtype=x.dtype)
    for i in range(len(weights), 0, -1):
        terms.append(product @ states[i - 1])
        product = weights[i - 1] @ product
    return 3, [*terms, product @ x]
