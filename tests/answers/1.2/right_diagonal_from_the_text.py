# from the text: ones added to the diagonal

import torch


def one_matrix(weights):
    product = weights[0]
    for i in range(1, len(weights)):
        product = torch.matmul(weights[i], product)
    result = product.clone()
    for i in range(result.shape[0]):
        result[i, i] += 1
    return result
