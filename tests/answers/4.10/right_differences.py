# branches as differences of states, normalised vectors, float64

import torch
from torch.nn.functional import normalize


def alignment(network, x, labels, directions):
    network.double()
    states = [x.double().requires_grad_()]
    for block in network:
        states.append(block(states[-1]))
    loss = -states[-1].log_softmax(1).gather(1, labels[:, None]).mean()
    down = -torch.stack(torch.autograd.grad(loss, states)[:-1])
    states = torch.stack(states)
    down = normalize(down, dim=2, eps=1e-300)
    cosines = [
        (normalize(v, dim=2, eps=1e-12) * down).sum(2).mean(1) for v in (states.diff(dim=0), directions.double())
    ]
    return torch.stack(cosines)
