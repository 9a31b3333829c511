# slip: gives each layer a shortcut of its own | message: "one shortcut for each layer"

import torch


def one_matrix(weights):
    product = torch.eye(weights[0].shape[1], dtype=weights[0].dtype)
    for W in weights:
        product = product + W @ product
    return product
