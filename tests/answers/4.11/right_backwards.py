# from the last exit back, while nothing changes

import torch


def early_exits(states, W, b, labels):
    said = [torch.nn.functional.linear(state, W, b).max(dim=1).indices for state in states]
    accuracies = [(answer == labels).double().mean().item() for answer in said]
    settled, same = torch.full_like(labels, len(states) - 1), torch.ones_like(labels, dtype=torch.bool)
    for index in reversed(range(len(states))):
        same = same & (said[index] == said[-1])
        settled = torch.where(same, torch.full_like(settled, index), settled)
    return accuracies, settled
