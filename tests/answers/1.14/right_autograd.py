# asks autograd
import torch


def gradients(x, W, a, g):
    W = W.detach().clone().requires_grad_()
    a = torch.tensor(a, dtype=W.dtype, requires_grad=True)
    y = x + a * torch.relu(x) @ W.T
    return torch.autograd.grad((y * g).sum(), (a, W))
