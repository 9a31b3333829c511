# slip: forgets the 2 | message: "The 2 in exp"

import torch


def best_field(x, t, points):
    w = (-(torch.cdist(x, t * points) ** 2) / (1 - t) ** 2).softmax(1)
    return (w @ points - x) / (1 - t)
