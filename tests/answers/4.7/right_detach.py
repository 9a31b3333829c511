# a forward pass whose values are the network's and whose graph is the path

import torch


def along_path(x, weights, g, path):
    start = x.clone().requires_grad_()
    state = start
    for i, W in enumerate(weights):
        branch = torch.tanh(state @ W.T)
        state = state.detach() + branch if i in path else state + branch.detach()
    (found,) = torch.autograd.grad(state, start, g, allow_unused=True)
    return g if found is None else found
