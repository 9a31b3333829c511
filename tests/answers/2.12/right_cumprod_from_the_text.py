# from the text: one tensor of all forget gates, flipped cumulative products

import torch


def memory(x, h, c, W, U, b):
    H, F, N = h.shape[1], [], []
    for t in range(x.shape[0]):
        z = torch.addmm(b, x[t], W.T) + h @ U.T
        i, f, o = (torch.sigmoid(z[:, k * H : (k + 1) * H]) for k in (0, 1, 3))
        new = i * torch.tanh(z[:, 2 * H : 3 * H])
        c = f * c + new
        h = o * torch.tanh(c)
        F.append(f)
        N.append(new)
    F, N = torch.stack(F), torch.stack(N)
    after = torch.cat([F, torch.ones_like(F[:1])]).flip(0).cumprod(0).flip(0)
    return c, after[0], after[1:] * N
