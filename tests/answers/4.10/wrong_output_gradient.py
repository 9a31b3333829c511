# slip: compares every block with the gradient at the output | message: "the gradient at the output for every block"

import torch


def alignment(network, x, labels, directions):
    logits = network(x)
    g = logits.softmax(1) - torch.nn.functional.one_hot(labels, x.shape[1])
    cosines, control = [], []
    for block, r in zip(network, directions, strict=True):
        cosines.append(torch.cosine_similarity(block.residual(x), -g, dim=1).mean())
        control.append(torch.cosine_similarity(r, -g, dim=1).mean())
        x = block(x)
    return cosines, control
