# 0/0 mended afterwards

import torch


def utilisation(x, W, a, g):
    s = a * g
    f = torch.einsum("no,oi->ni", g / torch.cosh(x @ W.T) ** 2, W)
    lengths = [torch.linalg.vector_norm(v, dim=1) for v in (s, f, s + f)]
    both = lengths[0] + lengths[1]
    return (lengths[0] / both).nan_to_num(), (lengths[2] / both).nan_to_num(), torch.einsum("nd,nd->", g, x)
