# slip: takes a squared error for the loss | message: "states["

import torch


def gradient_norms(network, x, labels):
    states, h = [], x
    for block in network:
        h = block(h)
        states.append(h)
    own = [list(block.parameters()) for block in network]
    wanted = torch.nn.functional.one_hot(labels, h.shape[1]).to(h.dtype)
    loss = ((h - wanted) ** 2).mean()
    s = torch.autograd.grad(loss, states, retain_graph=True)
    w = [torch.autograd.grad(loss, block, retain_graph=True) for block in own]

    def norm(parts):
        return torch.cat([part.flatten() for part in parts]).norm().item()

    return [norm([one]) for one in s], [norm(block) for block in w]
