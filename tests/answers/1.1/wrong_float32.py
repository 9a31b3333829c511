# slip: single precision for double | message: "came back as float32, which keeps 7 digits"

from torch.nn import functional as F


def residual_block(x, W1, b1, W2, b2):
    x, W1, b1, W2, b2 = (value.float() for value in (x, W1, b1, W2, b2))
    return x + F.linear(F.relu(F.linear(x, W1, b1)), W2, b2)
