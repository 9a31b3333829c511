# from the text: the list doubles

import torch


def isolated(x, weights):
    carried, state = [x], x
    for W in weights:
        carried = carried + [torch.relu(h @ W.T) for h in carried]
        state = state + torch.relu(state @ W.T)
    total = torch.stack(carried).sum(dim=0)
    return total, (total - state).norm() / state.norm()
