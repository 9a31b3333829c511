# slip: measures at the blocks' inputs | message: "blocks' inputs"

import torch


def gradient_norms(network, x, labels):
    outputs, x = [], x.clone().requires_grad_()
    handles = [block.register_forward_hook(lambda block, given, output: outputs.append(output)) for block in network]
    loss = torch.nn.functional.cross_entropy(network(x), labels)
    for handle in handles:
        handle.remove()
    weights = []
    for block in network:
        gradients = torch.autograd.grad(loss, list(block.parameters()), retain_graph=True)
        weights.append(torch.stack([g.norm() for g in gradients]).norm())
    return [g.norm() for g in torch.autograd.grad(loss, [x, *outputs[:-1]])], weights
