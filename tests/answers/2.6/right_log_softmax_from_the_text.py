# from the text: the loss written out, backward and cleaned up afterwards

import math


def gradient_norms(network, x, labels):
    before = [p.grad for p in network.parameters()]
    for p in network.parameters():
        p.grad = None
    outputs, h = [], x
    for i in range(len(network)):
        h = network[i](h)
        h.retain_grad()
        outputs.append(h)
    loss = -h.log_softmax(1)[range(len(labels)), labels].mean()
    loss.backward()
    states = [float(out.grad.norm()) for out in outputs]
    weights = [math.sqrt(sum(float((p.grad**2).sum()) for p in block.parameters())) for block in network]
    for p, grad in zip(network.parameters(), before, strict=False):
        p.grad = grad
    return states, weights
