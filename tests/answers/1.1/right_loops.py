# loops over samples, hidden units and outputs

import torch


def residual_block(x, W1, b1, W2, b2):
    y = torch.empty_like(x)
    for n in range(x.shape[0]):
        hidden = [max((W1[h] * x[n]).sum() + b1[h], torch.tensor(0.0)) for h in range(W1.shape[0])]
        for d in range(x.shape[1]):
            y[n, d] = x[n, d] + sum(W2[d, h] * hidden[h] for h in range(len(hidden))) + b2[d]
    return y
