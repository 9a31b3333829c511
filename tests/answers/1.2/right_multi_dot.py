# multi_dot for two and more

import torch


def one_matrix(weights):
    product = torch.linalg.multi_dot(weights[::-1]) if len(weights) > 1 else weights[0].clone()
    product.diagonal().add_(1)
    return product
