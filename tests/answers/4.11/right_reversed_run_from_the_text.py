# from the text: the number of equal answers at the end

import torch


def early_exits(states, W, b, labels):
    answers = torch.stack([(h @ W.T + b).argmax(1) for h in states])
    same = (answers == answers[-1]).flip(0).int().cumprod(0).sum(0)
    return (answers == labels).double().mean(1), len(states) - same
