# slip: counts the changes of mind | message: "how often a sample changes its mind"

import torch


def early_exits(states, W, b, labels):
    said = torch.stack([(x @ W.T + b).argmax(1) for x in states])
    return (said == labels).double().mean(1), (said[1:] != said[:-1]).sum(0)
