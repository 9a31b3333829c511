# from the text: loops, float32 accuracies

import torch
import torch.nn.functional as F


def early_exits(states, W, b, labels):
    answers = [torch.argmax(F.linear(x, W, b), dim=1) for x in states]
    accuracies = torch.tensor([(c == labels).float().mean().item() for c in answers])
    settled = []
    for n in range(len(labels)):
        l = len(states) - 1
        while l > 0 and answers[l - 1][n] == answers[l][n]:
            l -= 1
        settled.append(l)
    return accuracies, settled
