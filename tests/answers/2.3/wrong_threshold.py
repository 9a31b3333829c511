# slip: calls a small gradient dead | message: "without a threshold"

import torch


def dead(x, weights, biases, v):
    answers = []
    for step in (lambda x, z: z.relu(), lambda x, z: x + z.relu(), lambda x, z: (x + z).relu()):
        start = x.clone().requires_grad_()
        state = start
        for W, b in zip(weights, biases, strict=True):
            state = step(state, state @ W.T + b)
        (gradient,) = torch.autograd.grad((state @ v).sum(), start)
        answers.append((gradient.abs() < 1e-6).all(dim=1))
    return tuple(answers)
