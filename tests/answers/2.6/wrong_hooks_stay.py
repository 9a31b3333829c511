# slip: never removes its hooks | message: "hooks are left"

import torch


def gradient_norms(network, x, labels):
    outputs = []
    for block in network:
        block.register_forward_hook(lambda block, given, output: outputs.append(output))
    loss = torch.nn.functional.cross_entropy(network(x), labels)
    weights = []
    for block in network:
        gradients = torch.autograd.grad(loss, list(block.parameters()), retain_graph=True)
        weights.append(torch.stack([g.norm() for g in gradients]).norm())
    return [g.norm() for g in torch.autograd.grad(loss, outputs)], weights
