# slip: does not put the mean back | message: "it has to come back"

import torch


def erase(x, directions):
    P = torch.linalg.pinv(directions, rtol=1e-5) @ directions
    centred = x - x.mean(0)
    return centred - centred @ P
