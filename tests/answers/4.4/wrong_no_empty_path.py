# slip: leaves out the path that skips every branch | message: "The path that skips every branch is missing"

import torch


def isolated(x, weights):
    paths, out = [x], x
    for W in weights:
        paths = paths + [torch.relu(path @ W.T) for path in paths]
        out = out + torch.relu(out @ W.T)
    total = sum(paths[1:])
    return total, (total - out).norm() / out.norm()
