# slip: takes the first exit that is right from there on | message: "settled["

import torch


def early_exits(states, W, b, labels):
    answers = torch.stack([(h @ W.T + b).argmax(1) for h in states])
    right = (answers == labels).flip(0).int().cumprod(0).sum(0)
    return (answers == labels).double().mean(1), (len(states) - right).clamp(max=len(states) - 1)
