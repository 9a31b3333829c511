# asks autograd for the gradient
import torch


def mirrored(Q, x, g):
    W = torch.cat((Q, -Q), 1).detach().requires_grad_()
    y = torch.cat((x.relu(), (-x).relu()), 1) @ W.T
    (dW,) = torch.autograd.grad(y, W, g)
    return W.detach(), dW
