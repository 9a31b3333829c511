# slip: forgets the bias | message: "The bias b is missing"

import torch


def early_exits(states, W, b, labels):
    said = torch.stack([(x @ W.T).argmax(1) for x in states])
    run = (said == said[-1]).int().flip(0).cumprod(0).sum(0)
    return (said == labels).double().mean(1), len(states) - run
