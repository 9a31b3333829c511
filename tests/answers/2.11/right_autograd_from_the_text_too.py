# from the text: autograd on the gate

import torch


def utilisation(x, W, a, g):
    x = x.clone().requires_grad_()
    a_ = torch.tensor(a, dtype=x.dtype, requires_grad=True)
    branch = torch.tanh(x @ W.T)
    (f,) = torch.autograd.grad(branch, x, g, retain_graph=True)
    (gate,) = torch.autograd.grad(branch + a_ * x, a_, g)
    s = a * g
    lengths = s.norm(dim=1) + f.norm(dim=1)
    safe = torch.where(lengths == 0, torch.ones_like(lengths), lengths)
    return s.norm(dim=1) / safe, (s + f).norm(dim=1) / safe, gate
