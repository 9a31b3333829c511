import torch


def newton(F, x, steps):
    out = [x]
    for _ in range(steps):
        z = out[-1].detach().clone().requires_grad_()
        y = F(z)
        J = torch.stack([torch.autograd.grad(y[i], z, retain_graph=True)[0] for i in range(len(y))])
        out.append((z - torch.linalg.lstsq(J, y[:, None]).solution[:, 0]).detach())
    return out
