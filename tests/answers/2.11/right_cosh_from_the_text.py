import torch


def utilisation(x, W, a, g):
    u = torch.einsum("nd,kd->nk", x, W)
    f = torch.einsum("nk,kd->nd", g / torch.cosh(u) ** 2, W)
    s = g * a
    ns, nf, nt = (torch.linalg.vector_norm(v, dim=-1) for v in (s, f, s + f))
    return torch.nan_to_num(ns / (ns + nf)), torch.nan_to_num(nt / (ns + nf)), torch.tensordot(x, g, 2).item()
