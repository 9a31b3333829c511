# terms and share carried along

import torch


def memory(x, h, c, W, U, b):
    H, kept, terms = h.shape[1], torch.ones_like(c), torch.zeros(0, *c.shape, dtype=c.dtype)
    for x_t in x:
        z = x_t @ W.T + h @ U.T + b
        i, f, o = (torch.sigmoid(z[:, k * H : (k + 1) * H]) for k in (0, 1, 3))
        new = i * torch.tanh(z[:, 2 * H : 3 * H])
        terms = torch.cat([f * terms, new[None]])
        kept, c = f * kept, f * c + new
        h = o * torch.tanh(c)
    return c, kept, terms
