# from the text: distances to the target before and after

import torch


def correction(x, target, f):
    before, after = (target - x).norm(dim=-1), torch.dist
    cosine = [
        float(torch.nan_to_num((t - a) @ b / ((t - a).norm() * b.norm())))
        for a, t, b in zip(x, target, f, strict=False)
    ]
    helps = [bool(after(a + b, t) < d) for a, t, b, d in zip(x, target, f, before, strict=False)]
    return torch.tensor(cosine, dtype=x.dtype), torch.tensor(helps)
