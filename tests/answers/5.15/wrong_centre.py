# slip: puts the centres at the data | message: "centre at t p_k"

import torch


def best_field(x, t, points):
    w = (-(torch.cdist(x, points) ** 2) / (2 * (1 - t) ** 2)).softmax(1)
    return (w @ points - x) / (1 - t)
