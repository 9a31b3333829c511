# slip: reads each state as logits | message: "an early exit"

import torch


def alignment(network, x, labels, directions):
    cosines, control = [], []
    for block, r in zip(network, directions, strict=True):
        g = x.softmax(1) - torch.nn.functional.one_hot(labels, x.shape[1])
        cosines.append(torch.cosine_similarity(block.residual(x), -g, dim=1).mean())
        control.append(torch.cosine_similarity(r, -g, dim=1).mean())
        x = block(x)
    return cosines, control
