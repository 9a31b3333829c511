# slip: takes the slopes at the state behind each block | message: "g_l["

import torch


def backwards(x, weights, g, l):
    states = [x]
    for W in weights:
        states.append(states[-1] + torch.tanh(states[-1] @ W.T))
    terms = []
    for i in reversed(range(l, len(weights))):
        terms.insert(0, (g * (1 - torch.tanh(states[i + 1] @ weights[i].T) ** 2)) @ weights[i])
        g = g + terms[0]
    return g, terms
