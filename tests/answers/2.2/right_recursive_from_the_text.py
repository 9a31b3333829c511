# from the end to l, by recursion

import torch


def backwards(x, weights, g, l):
    def back(state, index):
        if index == len(weights):
            return g, []
        f = torch.tanh(state @ weights[index].T)
        upstream, terms = back(state + f, index + 1)
        term = (upstream * (1 - f * f)) @ weights[index]
        return upstream + term, [term, *terms]

    states = [x]
    for W in weights[:l]:
        states.append(states[-1] + torch.tanh(states[-1] @ W.T))
    return back(states[l], l)
