# slip: lets a step forget what it writes itself | message: "its own gate does not count"

import torch


def memory(x, h, c, W, U, b):
    forget, written = [], []
    for x_t in x:
        i, f, g, o = (x_t @ W.T + h @ U.T + b).chunk(4, dim=1)
        forget.append(torch.sigmoid(f))
        written.append(torch.sigmoid(i) * torch.tanh(g))
        c = forget[-1] * c + written[-1]
        h = torch.sigmoid(o) * torch.tanh(c)
    left, terms = torch.ones_like(c), []
    for f, new in zip(reversed(forget), reversed(written), strict=True):
        left = left * f
        terms.insert(0, left * new)
    return c, left, terms
