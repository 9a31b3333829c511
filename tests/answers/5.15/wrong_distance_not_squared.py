# slip: the distance is not squared | message: "The distance is not squared"
import torch


def best_field(x, t, points):
    d2 = torch.cdist(x, t * points)
    w = torch.softmax(-d2 / (2 * (1 - t) ** 2), dim=1)
    return (w @ points - x) / (1 - t)
