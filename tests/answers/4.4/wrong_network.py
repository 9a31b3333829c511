# slip: sums before each branch, which is the network itself | message: "A path by itself never sees"

import torch


def isolated(x, weights):
    total, out = x, x
    for W in weights:
        total = total + torch.relu(total @ W.T)
        out = out + torch.relu(out @ W.T)
    return total, (total - out).norm() / out.norm()
