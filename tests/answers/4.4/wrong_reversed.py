# slip: passes the blocks in reverse | message: "block 0 acts first"

import torch


def isolated(x, weights):
    paths, out = [x], x
    for W in reversed(weights):
        paths = paths + [torch.relu(path @ W.T) for path in paths]
    for W in weights:
        out = out + torch.relu(out @ W.T)
    return sum(paths), (sum(paths) - out).norm() / out.norm()
