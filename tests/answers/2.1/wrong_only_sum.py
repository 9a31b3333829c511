# slip: returns one tensor | message: "expected 2: `return shortcut, branch`"

import torch


def two_terms(x, W1, W2, g):
    x = x.clone().requires_grad_()
    (x + torch.tanh(x @ W1.T) @ W2.T).backward(g)
    return (x.grad,)
