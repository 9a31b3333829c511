# autograd with the other branches cut

import torch


def along_path(x, weights, g, path):
    states = [x]
    for W in weights:
        states.append(states[-1] + torch.tanh(states[-1] @ W.T))
    for index in reversed(path):
        at = states[index].clone().requires_grad_()
        (g,) = torch.autograd.grad(torch.tanh(at @ weights[index].T), at, g)
    return g
