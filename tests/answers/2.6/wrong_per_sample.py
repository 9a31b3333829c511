# slip: averages one norm for each sample | message: "not a mean"

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
        weights.append(torch.stack([g.norm() for g in gradients]).norm())
    return [g.norm(dim=1).mean() for g in torch.autograd.grad(loss, outputs)], weights
