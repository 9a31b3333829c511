# slip: takes the control's mean for granted | message: "it is asked for these directions"

import torch


def alignment(network, x, labels, directions):
    states, branches = [x.clone().requires_grad_()], []
    for block in network:
        branches.append(block.residual(states[-1]))
        states.append(states[-1] + branches[-1])
    loss = torch.nn.functional.cross_entropy(states[-1], labels)
    gradients = torch.autograd.grad(loss, states[:-1])
    cosines = [torch.cosine_similarity(v, -g, dim=1).mean() for v, g in zip(branches, gradients, strict=True)]
    return torch.stack(cosines), torch.zeros(len(network))
