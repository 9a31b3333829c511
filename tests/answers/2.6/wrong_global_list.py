# slip: keeps the outputs of the last reading | message: "second reading has"

import torch

OUTPUTS = []


def gradient_norms(network, x, labels):
    for block in network:
        x = block(x)
        OUTPUTS.append(x)
    loss = torch.nn.functional.cross_entropy(x, labels)
    weights = []
    for block in network:
        gradients = torch.autograd.grad(loss, list(block.parameters()), retain_graph=True)
        weights.append(torch.stack([g.norm() for g in gradients]).norm())
    states = torch.autograd.grad(loss, OUTPUTS, allow_unused=True)
    return [torch.zeros(()) if g is None else g.norm() for g in states], weights
