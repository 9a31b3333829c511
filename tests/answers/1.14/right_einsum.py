# einsum
import torch


def gradients(x, W, a, g):
    r = x.clamp(min=0)
    return torch.einsum("nd,nc,dc->", g, r, W), a * torch.einsum("nd,nc->dc", g, r)
