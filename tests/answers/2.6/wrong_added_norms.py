# slip: adds the norms of a block's tensors | message: "norms of a block's tensors are added"

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
        weights.append(sum(g.norm() for g in gradients))
    return [g.norm() for g in torch.autograd.grad(loss, outputs)], weights
