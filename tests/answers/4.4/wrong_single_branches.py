# slip: stops at paths through one branch | message: "longer ones are missing"

import torch


def isolated(x, weights):
    total, out = x + sum(torch.relu(x @ W.T) for W in weights), x
    for W in weights:
        out = out + torch.relu(out @ W.T)
    return total, (total - out).norm() / out.norm()
