# from the text: one sample at a time

import torch


def residual_block(x, W1, b1, W2, b2):
    rows = []
    for row in x:
        hidden = (W1 @ row + b1).clamp(min=0)
        rows.append(row + W2 @ hidden + b2)
    return torch.stack(rows)
