# slip: waits for the right answer | message: "That asks for the label"

import torch


def early_exits(states, W, b, labels):
    said = torch.stack([(x @ W.T + b).argmax(1) for x in states])
    run = (said == labels).int().flip(0).cumprod(0).sum(0)
    return (said == labels).double().mean(1), len(states) - run
