# slip: points away | message: "leads to the data"

import torch


def best_field(x, t, points):
    w = (-(torch.cdist(x, t * points) ** 2) / (2 * (1 - t) ** 2)).softmax(1)
    return (x - w @ points) / (1 - t)
