# slip: divides by the norm of the sum | message: "relative to the sum of the paths"

import torch


def isolated(x, weights):
    paths, out = [x], x
    for W in weights:
        paths = paths + [torch.relu(path @ W.T) for path in paths]
        out = out + torch.relu(out @ W.T)
    total = sum(paths)
    return total, (total - out).norm() / total.norm()
