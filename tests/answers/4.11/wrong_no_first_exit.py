# slip: leaves out the exit before the first block | message: "The exit before the first block"

import torch


def early_exits(states, W, b, labels):
    said = torch.stack([(x @ W.T + b).argmax(1) for x in states[1:]])
    run = (said == said[-1]).int().flip(0).cumprod(0).sum(0)
    return (said == labels).double().mean(1), len(states) - run
