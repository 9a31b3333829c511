# slip: counts each block's first parameter only | message: "first parameter"

import torch


def gradient_norms(network, x, labels):
    outputs = []
    handles = [block.register_forward_hook(lambda block, given, output: outputs.append(output)) for block in network]
    loss = torch.nn.functional.cross_entropy(network(x), labels)
    for handle in handles:
        handle.remove()
    weights = []
    for block in network:
        gradients = torch.autograd.grad(loss, list(block.parameters()), retain_graph=True)
        weights.append(gradients[0].norm())
    return [g.norm() for g in torch.autograd.grad(loss, outputs)], weights
