# slip: returns the expected point | message: "expected data point"

import torch


def best_field(x, t, points):
    w = (-(torch.cdist(x, t * points) ** 2) / (2 * (1 - t) ** 2)).softmax(1)
    return w @ points
