# slip: multiplies by W^T on the way back | message: "g_l["

import torch


def backwards(x, weights, g, l):
    states = [x]
    for W in weights:
        states.append(states[-1] + torch.tanh(states[-1] @ W.T))
    terms = []
    for i in reversed(range(l, len(weights))):
        terms.insert(0, (g * (1 - torch.tanh(states[i] @ weights[i].T) ** 2)) @ weights[i].T)
        g = g + terms[0]
    return g, terms
