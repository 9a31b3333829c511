# from the text: one draw at a time, autograd for each form

import torch


def placements(D, draws, positive):
    results = [[], [], []]
    for _ in range(draws):
        x = torch.randn(D)
        if positive:
            x = x.abs()
        W = torch.randn(D, D) * (2 / D) ** 0.5
        g = torch.randn(D)
        forms = [
            lambda x, W=W: x + torch.relu(W @ x),
            lambda x, W=W: x + W @ torch.relu(x),
            lambda x, W=W: torch.relu(x + W @ x),
        ]
        for k, form in enumerate(forms):
            leaf = x.clone().requires_grad_()
            form(leaf).backward(g)
            results[k].append((leaf.grad.norm() ** 2 / g.norm() ** 2).item())
    return tuple(sum(r) / draws for r in results)
