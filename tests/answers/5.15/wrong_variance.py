# slip: takes 1 - t for the variance | message: "Divide by 2 (1 - t)^2"

import torch


def best_field(x, t, points):
    w = (-(torch.cdist(x, t * points) ** 2) / (2 * (1 - t))).softmax(1)
    return (w @ points - x) / (1 - t)
