# slip: answers which samples are alive | message: "wrong way round"

import torch


def dead(x, weights, biases, v):
    steps = (lambda x, z: z.relu(), lambda x, z: x + z.relu(), lambda x, z: (x + z).relu())
    found = []
    for step in steps:
        start = x.clone().requires_grad_()
        state = start
        for W, b in zip(weights, biases, strict=True):
            state = step(state, state @ W.T + b)
        (gradient,) = torch.autograd.grad((state @ v).sum(), start)
        found.append((gradient != 0).any(dim=1))
    return tuple(found)
