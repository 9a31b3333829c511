# functional layers in single precision

from torch.nn import functional as F


def residual_block(x, W1, b1, W2, b2):
    x, W1, b1, W2, b2 = (value.float() for value in (x, W1, b1, W2, b2))
    return x + F.linear(F.relu(F.linear(x, W1, b1)), W2, b2)
