# slip: forgets the ReLU along the paths | message: "without any ReLU"

import torch


def isolated(x, weights):
    total, out = x, x
    for W in weights:
        total = total + total @ W.T
        out = out + torch.relu(out @ W.T)
    return total, (total - out).norm() / out.norm()
