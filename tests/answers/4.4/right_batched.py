# all paths of a stage in one tensor

import torch


def isolated(x, weights):
    paths, out = x[None], x
    for W in weights:
        paths = torch.cat((paths, torch.relu(torch.einsum("pnj,ij->pni", paths, W))))
        out = torch.relu(out @ W.T) + out
    total = paths.sum(0)
    return total, (torch.dist(total, out) / out.norm()).item()
