# slip: returns what was taken out | message: "expected what is left"

import torch


def erase(x, directions):
    P = torch.linalg.pinv(directions, rtol=1e-5) @ directions
    return (x - x.mean(0)) @ P
