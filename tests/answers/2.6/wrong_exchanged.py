# slip: gives states and weights in the wrong order | message: "states and weights are exchanged"

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
    return weights, [g.norm() for g in torch.autograd.grad(loss, outputs)]
