# slip: keeps its lists between calls | message: "what stayed behind?"

import torch

states, weights = [], []


def gradient_norms(network, x, labels):
    outputs = []
    handles = [block.register_forward_hook(lambda block, given, output: outputs.append(output)) for block in network]
    loss = torch.nn.functional.cross_entropy(network(x), labels)
    for handle in handles:
        handle.remove()
    for output in outputs:
        states.append(torch.autograd.grad(loss, output, retain_graph=True)[0].norm())
    for block in network:
        gradients = torch.autograd.grad(loss, list(block.parameters()), retain_graph=True)
        weights.append(torch.cat([g.flatten() for g in gradients]).norm())
    return states, weights
