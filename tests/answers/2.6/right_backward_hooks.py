# full backward hooks, turned round

import torch


def gradient_norms(network, x, labels):
    found = []
    handles = [
        block.register_full_backward_hook(lambda block, before, after: found.insert(0, after[0].norm().item()))
        for block in network
    ]
    network.zero_grad()
    torch.nn.functional.cross_entropy(network(x), labels).backward()
    for handle in handles:
        handle.remove()
    weights = [sum(p.grad.square().sum().item() for p in block.parameters()) ** 0.5 for block in network]
    return found, weights
