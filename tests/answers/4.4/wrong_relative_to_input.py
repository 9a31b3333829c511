# slip: divides by the length of the input | message: "error is"

import torch


def isolated(x, weights):
    carried, state = [x], x
    for W in weights:
        carried = carried + [torch.relu(h @ W.T) for h in carried]
        state = state + torch.relu(state @ W.T)
    total = sum(carried)
    return total, (total - state).norm() / x.norm()
