# the branch's term and the gate by autograd

import torch


def utilisation(x, W, a, g):
    x, gate = x.clone().requires_grad_(), torch.tensor(a, dtype=x.dtype, requires_grad=True)
    branch = torch.tanh(x @ W.T)
    (f,) = torch.autograd.grad(branch, x, g, retain_graph=True)
    (at_gate,) = torch.autograd.grad(branch + gate * x, gate, g)
    s = a * g
    both = s.norm(dim=1) + f.norm(dim=1)
    safe = torch.where(both == 0, torch.ones_like(both), both)
    return s.norm(dim=1) / safe, (s + f).norm(dim=1) / safe, at_gate
