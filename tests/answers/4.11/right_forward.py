# walks forwards and remembers when the answer last changed

import torch


def early_exits(states, W, b, labels):
    accuracies, before, settled = [], None, torch.zeros(len(labels), dtype=torch.int32)
    for l, x in enumerate(states):
        now = torch.nn.functional.linear(x, W, b).softmax(1).argmax(1)
        if before is not None:
            settled[now != before] = l
        before = now
        accuracies.append((now == labels).double().mean().item())
    return accuracies, settled
