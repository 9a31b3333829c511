# slip: takes the rows out one after the other | message: "make them orthogonal first"

import torch


def erase(x, directions):
    mean = x.mean(0)
    for row in directions:
        row = row / torch.linalg.vector_norm(row)
        x = x - ((x - mean) @ row)[:, None] * row
    return x
