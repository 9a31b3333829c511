# from the text: the mean data point less the mean noise

import torch


def best_field(x, t, points):
    s = 1 - t
    w = torch.softmax(-0.5 * torch.cdist(x / s, t / s * points, compute_mode="donot_use_mm_for_euclid_dist") ** 2, 1)
    goal = w @ points
    noise = (x - t * goal) / s
    return goal - noise
