# slip: forgets the time that is left | message: "in the time 1 - t"

import torch


def best_field(x, t, points):
    w = (-(torch.cdist(x, t * points) ** 2) / (2 * (1 - t) ** 2)).softmax(1)
    return w @ points - x
