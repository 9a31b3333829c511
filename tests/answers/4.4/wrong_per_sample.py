# slip: averages over the samples | message: "a mean over samples"

import torch


def isolated(x, weights):
    paths, out = [x], x
    for W in weights:
        paths = paths + [torch.relu(path @ W.T) for path in paths]
        out = out + torch.relu(out @ W.T)
    return sum(paths), ((sum(paths) - out).norm(dim=1) / out.norm(dim=1)).mean()
