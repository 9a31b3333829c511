# from the text: a loop over the blocks, autograd.grad

import math

import torch
import torch.nn.functional as F


def gradient_norms(network, x, labels):
    outputs = []
    h = x
    for block in network:
        h = block(h)
        outputs.append(h)
    loss = F.cross_entropy(h, labels)
    states = [g.norm().item() for g in torch.autograd.grad(loss, outputs, retain_graph=True)]
    weights = []
    for block in network:
        grads = torch.autograd.grad(loss, list(block.parameters()), retain_graph=True)
        weights.append(math.sqrt(sum((g**2).sum().item() for g in grads)))
    return states, weights
