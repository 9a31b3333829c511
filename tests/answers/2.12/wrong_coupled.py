# slip: couples the gates: 1 - f in place of i | message: "c_T["

import torch


def memory(x, h, c, W, U, b):
    forgets, news = [], []
    for x_t in x:
        i, f, g, o = torch.chunk(x_t @ W.T + h @ U.T + b, 4, dim=-1)
        forgets.append(f.sigmoid())
        news.append((1 - f.sigmoid()) * g.tanh())
        c = forgets[-1] * c + news[-1]
        h = o.sigmoid() * c.tanh()
    factor, terms = torch.ones_like(c), []
    for f, new in zip(forgets[::-1], news[::-1], strict=False):
        terms.append(factor * new)
        factor = factor * f
    return c, factor, terms[::-1]
