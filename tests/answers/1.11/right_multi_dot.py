# one product after the other, by matrices

import torch


def mended(x, weights):
    states = [x]
    for W in weights[:-1]:
        states.append(states[-1] + W.mv(states[-1]))
    product, terms = torch.eye(len(x), dtype=x.dtype), []
    for W, state in zip(reversed(weights), reversed(states), strict=True):
        terms.append(product.mv(state))
        product = product.mm(W)
    return 3, (*terms, product.mv(x))
