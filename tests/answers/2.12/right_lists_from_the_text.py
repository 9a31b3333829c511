# from the text: lists of what was written and of what was forgotten

import torch


def memory(x, h, c, W, U, b):
    T = len(x)
    forget, written = [], []
    for t in range(T):
        i, f, g, o = torch.chunk(x[t] @ W.T + h @ U.T + b, 4, dim=-1)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        c = f * c + i * g
        h = o * c.tanh()
        forget.append(f)
        written.append(i * g)
    terms = []
    for t in range(T):
        factor = torch.ones_like(c)
        for s in range(t + 1, T):
            factor = factor * forget[s]
        terms.append(factor * written[t])
    kept = torch.stack(forget).prod(dim=0)
    return c, kept, terms
