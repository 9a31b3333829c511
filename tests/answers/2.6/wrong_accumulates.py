# slip: leaves the gradients of the first reading in place | message: "add up in `.grad`"

import torch


def gradient_norms(network, x, labels):
    outputs = []
    for block in network:
        x = block(x)
        x.retain_grad()
        outputs.append(x)
    torch.nn.functional.cross_entropy(x, labels).backward()
    weights = [torch.cat([p.grad.flatten() for p in block.parameters()]).norm() for block in network]
    return [output.grad.norm() for output in outputs], weights
