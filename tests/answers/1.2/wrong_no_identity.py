# slip: forgets the shortcut | message: "branch alone"

import torch


def one_matrix(weights):
    product = torch.eye(weights[0].shape[1], dtype=weights[0].dtype)
    for W in weights:
        product = W @ product
    return product
