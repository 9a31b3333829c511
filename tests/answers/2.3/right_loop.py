# one sample at a time

import torch


def dead(x, weights, biases, v):
    rows = []
    for sample in x:
        row = []
        for step in (lambda h, z: z.relu(), lambda h, z: h + z.relu(), lambda h, z: (h + z).relu()):
            start = sample.clone().requires_grad_()
            h = start
            for W, b in zip(weights, biases, strict=True):
                h = step(h, W @ h + b)
            (v @ h).backward()
            row.append(bool((start.grad == 0).all()))
        rows.append(row)
    return torch.tensor(rows).T
