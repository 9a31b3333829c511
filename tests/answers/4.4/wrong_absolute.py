# slip: gives the distance itself | message: "not yet divided by the norm"

import torch


def isolated(x, weights):
    paths, out = [x], x
    for W in weights:
        paths = paths + [torch.relu(path @ W.T) for path in paths]
        out = out + torch.relu(out @ W.T)
    return sum(paths), (sum(paths) - out).norm()
