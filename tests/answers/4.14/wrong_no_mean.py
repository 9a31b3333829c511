# slip: projects the states, mean and all | message: "subtract it before you project"

import torch


def erase(x, directions):
    P = torch.linalg.pinv(directions, rtol=1e-5) @ directions
    return x - x @ P
