# slip: QR, whatever the rank | message: "look at their rank"

import torch


def erase(x, directions):
    Q = torch.linalg.qr(directions.T).Q
    return x - (x - x.mean(0)) @ Q @ Q.T
