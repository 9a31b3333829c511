# slip: weights add up to 1 over the places | message: "add up to 1 over the places"
import torch


def best_field(x, t, points):
    d2 = torch.cdist(x, t * points) ** 2
    w = torch.softmax(-d2 / (2 * (1 - t) ** 2), dim=0)
    return (w @ points - w.sum(1, keepdim=True) * x) / (1 - t)
