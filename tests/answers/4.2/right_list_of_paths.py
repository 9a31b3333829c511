# a list of paths with their lengths, doubled at each block, einsum for the product

import torch


def by_length(x, weights):
    paths = [(0, x)]
    for W in weights:
        paths += [(k + 1, torch.einsum("ij,nj->ni", W, path)) for k, path in paths]
    return torch.stack(
        [torch.stack([path for k, path in paths if k == length]).sum(0) for length in range(len(weights) + 1)]
    )
