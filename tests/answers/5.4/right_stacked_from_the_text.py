# from the text: lists and stack

import torch


def refine(V, W, b, k):
    newV, newW, newb = [], [], []
    for l in range(len(V)):
        for _ in range(k):
            newV.append(V[l] / k)
            newW.append(W[l])
            newb.append(b[l])
    return torch.stack(newV), torch.stack(newW), torch.stack(newb)
