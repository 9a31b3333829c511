# from the text: split, and a walk back

import torch
import torch.nn.functional as F


def memory(x, h, c, W, U, b):
    H = h.shape[1]
    log = []
    for xt in x:
        z = F.linear(xt, W, b) + F.linear(h, U)
        i, f, g, o = z.split(H, dim=1)
        write = torch.sigmoid(i) * torch.tanh(g)
        c = torch.sigmoid(f) * c + write
        h = torch.sigmoid(o) * torch.tanh(c)
        log.append((torch.sigmoid(f), write))
    kept, terms = torch.ones_like(c), []
    for f, write in reversed(log):
        terms.append(kept * write)
        kept = kept * f
    terms.reverse()
    return c, kept, terms
