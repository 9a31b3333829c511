# slip: averages as an ensemble would | message: "That is the mean of the paths"

import torch


def isolated(x, weights):
    paths, out = [x], x
    for W in weights:
        paths = paths + [torch.relu(path @ W.T) for path in paths]
        out = out + torch.relu(out @ W.T)
    total = sum(paths) / len(paths)
    return total, (total - out).norm() / out.norm()
