# padded rows of a tensor

import torch


def peaks(sizes, every):
    s = torch.tensor(sizes)
    L = len(s) - 1
    body = s[:-1]
    rows = torch.nn.functional.pad(body, (0, -L % every)).reshape(-1, every)
    inner = rows[:, 1:].sum(1)
    inner[-1] += s[-1]
    return (s[:-1] + s[1:]).max(), s.sum(), rows[:, 0].sum() + inner.max()
