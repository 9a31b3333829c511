# measures on a copy, with backward

import copy

import torch


def gradient_norms(network, x, labels):
    twin = copy.deepcopy(network)
    outputs = [x]
    for block in twin:
        outputs.append(block(outputs[-1]))
        outputs[-1].retain_grad()
    torch.nn.CrossEntropyLoss()(outputs[-1], labels).backward()
    states = [float(output.grad.norm()) for output in outputs[1:]]
    weights = [float(torch.cat([p.grad.ravel() for p in block.parameters()]).norm()) for block in twin]
    return states, weights
