# slip: puts the ReLU before the first layer | message: "The ReLU stands before the first layer; it belongs between"

import torch


def residual_block(x, W1, b1, W2, b2):
    return x + (torch.relu(x) @ W1.T + b1) @ W2.T + b2
