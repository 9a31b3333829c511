# slip: multiplies in the wrong order | message: "wrong order"

import torch


def one_matrix(weights):
    product = weights[0]
    for W in weights[1:]:
        product = product @ W
    return product + torch.eye(len(product))
