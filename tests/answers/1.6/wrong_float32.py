# slip: single precision for double | message: "came back as float32, which keeps 7 digits"

import torch


def correction(x, target, f):
    e = target - x
    cosine, helps = torch.zeros(len(x)), torch.zeros(len(x), dtype=torch.bool)
    for i in range(len(x)):
        if e[i].norm() > 0 and f[i].norm() > 0:
            cosine[i] = (e[i] @ f[i]) / (e[i].norm() * f[i].norm())
        helps[i] = (e[i] - f[i]).norm() < e[i].norm()
    return cosine, helps
