# retain_grad on the outputs, .grad put away

import torch


def gradient_norms(network, x, labels):
    outputs = []
    for block in network:
        x = block(x)
        x.retain_grad()
        outputs.append(x)
    torch.nn.functional.cross_entropy(x, labels).backward()
    states = [output.grad.norm() for output in outputs]
    weights = [torch.cat([p.grad.flatten() for p in block.parameters()]).norm() for block in network]
    network.zero_grad()
    return states, weights
