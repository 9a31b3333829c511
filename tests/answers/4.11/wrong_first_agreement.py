# slip: takes the first exit that agrees with the last | message: "in between some change their mind"

import torch


def early_exits(states, W, b, labels):
    said = torch.stack([(x @ W.T + b).argmax(1) for x in states])
    return (said == labels).double().mean(1), (said == said[-1]).int().argmax(0)
