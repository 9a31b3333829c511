# from the text: autograd, a function for each stack

import torch


def dead(x, weights, biases, v):
    steps = {
        "plain": lambda h, z: torch.relu(z),
        "residual": lambda h, z: h + torch.relu(z),
        "post": lambda h, z: torch.relu(h + z),
    }
    answers = []
    for step in steps.values():
        start = x.clone().requires_grad_()
        h = start
        for W, b in zip(weights, biases, strict=False):
            h = step(h, h @ W.T + b)
        (h @ v).sum().backward()
        answers.append((start.grad == 0).all(dim=1))
    return tuple(answers)
