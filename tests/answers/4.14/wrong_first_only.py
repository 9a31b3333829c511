# slip: takes out the first direction only | message: "Only the first direction"

import torch


def erase(x, directions):
    row = directions[0] / torch.linalg.vector_norm(directions[0])
    return x - ((x - x.mean(0)) @ row)[:, None] * row
