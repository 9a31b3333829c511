# einsum and clamp

import torch


def residual_block(x, W1, b1, W2, b2):
    hidden = (torch.einsum("nd,hd->nh", x, W1) + b1).clamp(min=0)
    return torch.einsum("nh,dh->nd", hidden, W2).add(b2).add(x)
