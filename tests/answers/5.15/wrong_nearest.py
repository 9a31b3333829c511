# slip: takes the nearest point | message: "Only the nearest point"

import torch


def best_field(x, t, points):
    near = points[torch.cdist(x, t * points).argmin(1)]
    return (near - x) / (1 - t)
