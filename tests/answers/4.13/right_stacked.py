# one tensor for each list, computed at once

import torch


def read(seen, asked, W, b):
    s, a = torch.stack(seen), torch.stack(asked)
    mean, size = s.mean(1, keepdim=True), s.std(1, keepdim=True, unbiased=False)
    stale = ((a - mean[-1]) / size[-1]).relu() @ W.T + b
    fresh = ((a - mean) / size).relu() @ W.T + b
    return stale, fresh
