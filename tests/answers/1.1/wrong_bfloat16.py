# slip: returns half the precision | message: "came back as bfloat16"

import torch


def residual_block(x, W1, b1, W2, b2):
    y = x + torch.relu(x @ W1.T + b1) @ W2.T + b2
    return y.bfloat16()
