# slip: weighs all points alike | message: "counts alike"

import torch


def best_field(x, t, points):
    w = torch.full((len(x), len(points)), 1 / len(points), dtype=x.dtype)
    return (w @ points - x) / (1 - t)
